import type { NatsConnection } from '@nats-io/transport-node';

/** How often to look. */
const TICK_MS = 500;
/** A look that comes later than this comes from a process that was stopped itself, and says nothing of others. */
const LATE_MS = 2000;

/**
 * Notices that nothing was heard of somebody for long. Time in which there was no connection, or in which this process was
 * stopped, does not count: then nobody could be heard.
 */
export class Silence {
  private readonly timer: NodeJS.Timeout;
  private silentMs = 0;
  private isOn = false;
  private isConnected = true;
  private last = performance.now();

  /** @param onSilence called once, until it begins anew */
  constructor(
    connection: NatsConnection,
    private readonly seconds: number,
    private readonly onSilence: () => void,
  ) {
    this.timer = setInterval(() => this.tick(), TICK_MS);
    void this.follow(connection);
  }

  /** Seconds of it so far. */
  get now(): number {
    return this.silentMs / 1e3;
  }

  begin(): void {
    this.isOn = true;
    this.heard();
  }

  heard(): void {
    this.silentMs = 0;
  }

  pause(): void {
    this.isOn = false;
  }

  end(): void {
    this.pause();
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = performance.now();
    const passed = now - this.last;
    this.last = now;
    if (!this.isOn || !this.isConnected || passed > LATE_MS) return;
    this.silentMs += passed;
    if (this.silentMs < this.seconds * 1e3) return;
    this.isOn = false;
    this.onSilence();
  }

  private async follow(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.isConnected = false;
      if (type === 'reconnect') this.isConnected = true;
    }
  }
}
