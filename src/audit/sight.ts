import type { TraceEvent } from '../trace/event.js';
import { type Interface, interfaceOf, type Source } from '../trace/source.js';

/** What can be seen: as the source says, and where it says nothing, what has been seen so far. */
export class Sight {
  private readonly interfaces: Set<Interface>;
  private showsKenb: boolean;

  constructor(private readonly source: Source) {
    this.interfaces = new Set(source.interfaces);
    this.showsKenb = source.kenb ?? false;
  }

  see(event: TraceEvent): void {
    const { source } = this;
    if (source.interfaces === undefined) {
      const at = interfaceOf(event);
      if (at !== null) this.interfaces.add(at);
    }
    if (source.kenb === undefined && event.keys?.kenb !== undefined) this.showsKenb = true;
  }

  sees(name: Interface): boolean {
    return this.interfaces.has(name);
  }

  /** Whether a message that brings a KeNB says so. */
  get kenb(): boolean {
    return this.showsKenb;
  }
}

/** By what is judged. */
export interface Terms {
  readonly sight: Sight;
  /**
   * An SMC lasts until SECURITY MODE COMPLETE or REJECT arrives, or until what aborts it (TS 24.301 5.4.3.7), to the
   * letter; else for as long as its outcome is not proved.
   */
  readonly isStrict: boolean;
}
