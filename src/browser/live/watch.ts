import { drawLadder } from '../../ladder/trace.js';
import type { RuleFacts, WatchNews } from '../../monitor/page/protocol.js';
import type { TraceEvent } from '../../trace/event.js';
import type { Calls } from './calls.js';
import { byId, element, heading, say } from './dom.js';
import type { Store } from './store.js';

/** Events that are drawn; of more the oldest go. */
const KEPT = 1000;
/** Characters in a line: with less the arrows have no room, with more they are only longer. */
const WIDTH_MIN = 36;
const WIDTH_MAX = 110;

const ACTS = { hold: 'holds', reject: 'rejects', select: 'selects for' } as const;

/** `next UE that rule 6 holds`. */
const described = ({ name, verdict }: RuleFacts): string => `next UE that ${name} ${ACTS[verdict]}`;

/** The ladder of one UE as it grows. */
export class Watch {
  private readonly ue: HTMLInputElement;
  private readonly rule = element('select');
  private readonly stop = element('button', { type: 'button' }, 'Watch nobody');
  private readonly said = element('p', { class: 'said', role: 'status' });
  private readonly whom = element('p', { class: 'muted', id: 'watched' });
  private readonly ladder = element('pre', { class: 'ladder', tabindex: '0', role: 'region' });
  private readonly probe = element('span', { class: 'probe', 'aria-hidden': 'true' }, '0'.repeat(50));
  private news: WatchNews | null = null;
  private events: TraceEvent[] = [];

  constructor(
    private readonly store: Store,
    private readonly calls: Calls,
  ) {
    const { facts } = store;
    const panel = byId('watch');
    panel.hidden = !facts.watchable;
    panel.replaceChildren();
    this.ue = element('input', {
      type: 'number',
      min: '0',
      max: String(facts.ues - 1),
      value: '0',
      required: '',
    });
    if (!facts.watchable) return;
    heading(panel, 'Watch a UE', element('span', { class: 'muted' }, 'one at a time, for all who look'));
    const isOn = facts.rules.filter(({ on }) => on);
    this.rule.append(...isOn.map((rule) => element('option', { value: rule.label }, described(rule))));
    panel.append(
      element(
        'div',
        { class: 'fields' },
        this.form('UE to watch', this.ue, 'Watch', () => ({ ue: Number(this.ue.value) })),
        this.form('or whoever it is', this.rule, 'Seek', () => ({ rule: this.rule.value })),
        this.stop,
      ),
      this.said,
      this.whom,
      this.probe,
      this.ladder,
    );
    this.stop.onclick = () => void this.calls.send('/api/watch', {}, this.said, 'nobody is watched any more');
    new ResizeObserver(() => this.draw()).observe(this.whom);
  }

  private form(text: string, input: HTMLElement, go: string, body: () => object): HTMLFormElement {
    const button = element('button', { type: 'submit' }, go);
    const form = element('form', {}, element('label', {}, text, input), button);
    form.onsubmit = (event) => {
      event.preventDefault();
      void this.calls.send('/api/watch', body(), this.said, '');
    };
    return form;
  }

  /** Takes in what was seen. */
  add(news: WatchNews): void {
    this.news = news;
    const events = news.isNew ? [...news.events] : [...this.events, ...news.events];
    this.events = events.sort((a, b) => a.t_seconds - b.t_seconds).slice(-KEPT);
    this.draw();
  }

  show(): void {
    const { last, facts } = this.store;
    if (last === undefined || !facts.watchable) return;
    for (const input of byId('watch').querySelectorAll<HTMLInputElement>('input, select, button')) {
      input.disabled = last.state !== 'running';
    }
  }

  private draw(): void {
    const { news, events, ladder } = this;
    say(this.whom, this.describe());
    this.stop.hidden = news === null || (news.ue === null && news.rule === null);
    ladder.hidden = events.length === 0;
    if (events.length === 0) return;
    ladder.setAttribute('aria-label', `Ladder of UE ${news?.ue ?? ''}`);
    // Who has scrolled up wants to read there.
    const isAtEnd = ladder.scrollHeight - ladder.scrollTop - ladder.clientHeight < 40;
    say(ladder, drawLadder(events, { width: this.width, isMermaid: false }).trimEnd());
    if (isAtEnd) ladder.scrollTop = ladder.scrollHeight;
  }

  /** Characters that fit. */
  private get width(): number {
    const fit = Math.floor((this.whom.clientWidth - 24) / (this.probe.getBoundingClientRect().width / 50));
    return Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, fit));
  }

  private describe(): string {
    const { news, events } = this;
    const rule = this.store.facts.rules.find(({ label }) => label === news?.rule);
    if (news === null || (news.ue === null && rule === undefined)) return 'Nobody is watched.';
    if (news.ue === null) return rule === undefined ? '' : `Looking for the ${described(rule)} …`;
    const how = rule === undefined ? '' : `, the ${described(rule)}`;
    const left = news.leftOut > 0 ? `; ${news.leftOut} came too fast to be shown` : '';
    const first = events[0];
    if (first === undefined) return `UE ${news.ue}${how}: nothing has happened to it yet.`;
    return `UE ${news.ue}${how}, from ${first.t_seconds.toFixed(3)} s of simulated time on${left}.`;
  }
}
