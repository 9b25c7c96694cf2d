import { readdirSync, readFileSync } from 'node:fs';
import { Audit } from '../src/audit/audit.js';
import { readCapture } from '../src/capture/read.js';
import { dissect } from '../src/capture/tshark.js';

/** A capture that is audited, or only dissected; the program's argument, as JSON. */
export interface CaptureCase {
  readonly path: string;
  readonly what: 'audit' | 'dissect';
}

/** What one of the two processes took. */
export interface Taken {
  /** Processor time. */
  readonly seconds: number;
  /** Memory, at most. */
  readonly bytes: number;
}

/** What the program prints, as JSON. */
export interface CaptureMeasurement {
  /** Frames with signalling; none are counted where nothing reads them. */
  readonly frames: number;
  readonly ues: number;
  readonly wallSeconds: number;
  readonly own: Taken;
  /** Null where the system does not say. */
  readonly tshark: Taken | null;
}

const SAMPLE_MS = 100;
/** Of the system's clock, by which it counts processor time. */
const TICKS_PER_SECOND = 100;

const { path, what } = JSON.parse(process.argv[2]) as CaptureCase;
let tshark: Taken | null = null;
const timer = setInterval(() => {
  tshark = takenByChild() ?? tshark;
}, SAMPLE_MS);
const before = process.cpuUsage();
const begun = performance.now();
const { frames, ues } = what === 'audit' ? await audited() : await dissected();
const wallSeconds = (performance.now() - begun) / 1e3;
const { user, system } = process.cpuUsage(before);
clearInterval(timer);
const own: Taken = { seconds: (user + system) / 1e6, bytes: process.resourceUsage().maxRSS * 1024 };
const measured: CaptureMeasurement = { frames, ues, wallSeconds, own, tshark };
console.log(JSON.stringify(measured));

async function audited(): Promise<{ frames: number; ues: number }> {
  let audit = new Audit(() => undefined);
  const ues = new Set<number>();
  const { packets, failure } = await readCapture(
    path,
    {
      source(source) {
        audit = new Audit(() => undefined, { source });
      },
      event(event) {
        ues.add(event.ue);
        audit.push(event);
      },
    },
    null,
  );
  if (failure !== null) throw failure;
  audit.end();
  return { frames: packets, ues: ues.size };
}

async function dissected(): Promise<{ frames: number; ues: number }> {
  await dissect(path, path, null, () => undefined);
  return { frames: 0, ues: 0 };
}

/** What the child has taken so far; null if there is none, or it has just ended. */
function takenByChild(): Taken | null {
  if (process.platform !== 'linux') return null;
  const children = readdirSync('/proc/self/task').map((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim(),
  );
  const child = children.find((list) => list !== '')?.split(' ')[0];
  try {
    const peak = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${child}/status`, 'utf8'));
    // Behind the name, which may have spaces, its 14th and 15th fields are processor time (proc(5)).
    const [, fields] = readFileSync(`/proc/${child}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    if (peak === null) return null;
    return { seconds: (user + system) / TICKS_PER_SECOND, bytes: Number(peak[1]) * 1024 };
  } catch {
    return null;
  }
}
