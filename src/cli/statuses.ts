/** What the command's exit status says; scripts rely on it. */
export const EXIT = {
  ok: 0,
  /** The program's own fault; or a machine that had part in a run was lost. */
  internal: 1,
  /** Bad usage or a bad scenario; or the machine lacks what it takes, such as room on a disk. */
  usage: 2,
  /** A threshold was missed or never measured; what was to be judged could not be; load was refused or never came. */
  threshold: 3,
  /** An invariant was violated although all rules were on. */
  invariant: 4,
  /** Interrupted by a signal; what was measured is written all the same. */
  interrupted: 130,
} as const;
