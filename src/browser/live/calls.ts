import { element, say } from './dom.js';

/** Calls that change something, with the token that all of them need where one is set. */
export class Calls {
  /** Kept here and nowhere else. */
  readonly token = element('input', { type: 'password', autocomplete: 'off' });

  /** @param done what to say when it is done; what went wrong says itself */
  async send(path: string, body: object, said: HTMLElement, done: string): Promise<boolean> {
    try {
      const answer = await fetch(path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.token.value !== '' && { authorization: `Bearer ${this.token.value}` }),
        },
        body: JSON.stringify(body),
      });
      const { error } = (await answer.json()) as { error?: string };
      tell(said, answer.ok ? done : (error ?? answer.statusText), answer.ok);
      return answer.ok;
    } catch {
      tell(said, 'the run does not answer', false);
      return false;
    }
  }
}

function tell(said: HTMLElement, text: string, isFine: boolean): void {
  say(said, text);
  said.className = `said ${isFine ? 'muted' : 'bad'}`;
}
