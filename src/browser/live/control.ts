import type { Calls } from './calls.js';
import { byId, element, heading, say } from './dom.js';
import type { Store } from './store.js';

/** What steers a run with the real clock. */
export class Control {
  private readonly slider: HTMLInputElement;
  private readonly shown = element('output', {}, '1 ×');
  private readonly pause = element('button', { type: 'button' }, 'Pause the load');
  private readonly said = element('p', { class: 'said', role: 'status' });
  /** What the load was before it was paused. */
  private before = 1;
  private isMoving = false;
  /** What was asked for, and is not there yet. */
  private wanted: number | null = null;

  constructor(
    private readonly store: Store,
    private readonly calls: Calls,
  ) {
    const { facts } = store;
    const panel = byId('control');
    const stop = byId<HTMLButtonElement>('stop');
    this.slider = element('input', {
      type: 'range',
      min: '0',
      max: String(facts.loadFactorMax),
      step: '0.05',
      value: '1',
    });
    panel.hidden = facts.clock !== 'real';
    stop.hidden = false;
    stop.onclick = () => void this.stop();
    panel.replaceChildren();
    heading(panel, 'Steer', element('span', { class: 'muted' }, 'then no other run has the same digest'));
    const ue = element('input', {
      type: 'number',
      min: '0',
      max: String(facts.ues - 1),
      value: '0',
      required: '',
    });
    const traffic = element(
      'select',
      {},
      ...facts.traffic.map((kind) => element('option', { value: kind }, kind.replaceAll('_', ' '))),
    );
    const form = element(
      'form',
      {},
      element('label', {}, 'UE', ue),
      element('label', {}, 'traffic', traffic),
      element('button', { type: 'submit' }, 'Inject'),
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      void calls.send(
        '/api/inject',
        { ue: Number(ue.value), traffic: traffic.value },
        this.said,
        `${traffic.value} waits for UE ${ue.value}`,
      );
    };
    this.slider.oninput = () => {
      this.isMoving = true;
      say(this.shown, `${this.slider.value} ×`);
    };
    this.slider.onchange = () => void this.load(Number(this.slider.value));
    this.pause.onclick = () => void this.togglePause();
    panel.append(
      element(
        'div',
        { class: 'fields' },
        element('label', {}, element('span', {}, 'load ', this.shown), this.slider),
        this.pause,
        ...(facts.needsToken ? [element('label', {}, 'token', calls.token)] : []),
        form,
      ),
      this.said,
    );
  }

  show(): void {
    const { last, facts } = this.store;
    if (last === undefined) return;
    const isRunning = last.state === 'running';
    byId<HTMLButtonElement>('stop').disabled = !isRunning;
    if (facts.clock !== 'real') return;
    for (const input of byId('control').querySelectorAll<HTMLInputElement>('input, select, button')) {
      input.disabled = !isRunning;
    }
    // Until a tick says so, what was asked for is shown, and not what was before.
    if (this.wanted === last.loadFactor) this.wanted = null;
    if (!this.isMoving && this.wanted === null) {
      this.slider.value = String(last.loadFactor);
      say(this.shown, `${last.loadFactor} ×`);
    }
    say(this.pause, last.loadFactor === 0 ? 'Resume the load' : 'Pause the load');
  }

  private async load(factor: number): Promise<void> {
    const isDone = await this.calls.send('/api/load', { factor }, this.said, `load ${factor} ×`);
    this.wanted = isDone ? factor : null;
    this.isMoving = false;
  }

  private async togglePause(): Promise<void> {
    const now = this.wanted ?? this.store.last?.loadFactor ?? 1;
    if (now > 0) this.before = now;
    await this.load(now > 0 ? 0 : this.before);
  }

  private async stop(): Promise<void> {
    if (await confirmed('Stop the run? What it measured so far is kept, and it cannot go on.', 'Stop it')) {
      await this.calls.send('/api/stop', {}, this.said, 'the run stops');
    }
  }
}

/** Asks in a dialog that the keyboard can answer. */
function confirmed(question: string, yes: string): Promise<boolean> {
  const dialog = element('dialog', { 'aria-label': question });
  const accept = element('button', { type: 'button', class: 'danger' }, yes);
  const refuse = element('button', { type: 'button' }, 'Let it run');
  dialog.append(element('p', {}, question), element('menu', {}, refuse, accept));
  document.body.append(dialog);
  return new Promise((answered) => {
    accept.onclick = () => dialog.close('yes');
    refuse.onclick = () => dialog.close('no');
    dialog.onclose = () => {
      dialog.remove();
      answered(dialog.returnValue === 'yes');
    };
    dialog.showModal();
  });
}
