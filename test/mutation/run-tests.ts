/** Runs the test files that are named, in this process, one after the other. */
for (const file of process.argv.slice(2)) await import(file);
