# Prints from the TAP of `node --test` which tests failed and why: of tests within each other the innermost. One that
# stands outside of any suite may be a file that failed as a whole, so what it wrote to standard error is shown too.

BEGIN { linesMax = 60 }

# Standard error of the test files arrives as comments.
/^# / && !/^# Subtest: / { notes[++noted] = substr($0, 3) }

!isOpen && /^ *not ok / {
  indent = match($0, /n/) - 1
  entry = ""
  lines = 0
  isInnermost = !/ # (TODO|SKIP)/
  isOpen = 1
}

isOpen {
  if (++lines <= linesMax) entry = entry substr($0, indent + 1) "\n"
  if (/failureType: 'subtestsFailed'/) isInnermost = 0
}

isOpen && match($0, /^ *\.\.\.$/) && RLENGTH == indent + 5 {
  isOpen = 0
  if (isInnermost) {
    if (!found++) print "\n== failed tests"
    print "\n" entry
    if (indent == 0) for (n = noted > linesMax ? noted - linesMax + 1 : 1; n <= noted; n++) print "  | " notes[n]
  }
  if (indent == 0) noted = 0
}

/^ok / { noted = 0 }
