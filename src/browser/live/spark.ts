const WIDTH = 120;
const HEIGHT = 20;
const SVG = 'http://www.w3.org/2000/svg';

/** A line as small as a word: how something went; what it is stands beside it. */
export class Spark {
  readonly node = document.createElementNS(SVG, 'svg');
  private readonly path = document.createElementNS(SVG, 'path');

  constructor() {
    this.node.setAttribute('class', 'spark');
    this.node.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.node.setAttribute('preserveAspectRatio', 'none');
    this.node.setAttribute('aria-hidden', 'true');
    this.path.setAttribute('vector-effect', 'non-scaling-stroke');
    this.node.append(this.path);
  }

  show(values: readonly (number | null)[]): void {
    const most = Math.max(1e-12, ...values.map((value) => value ?? 0));
    let isDrawing = false;
    let line = '';
    values.forEach((value, n) => {
      if (value === null) {
        isDrawing = false;
        return;
      }
      const x = (n / Math.max(1, values.length - 1)) * WIDTH;
      const y = HEIGHT - 1 - (value / most) * (HEIGHT - 2);
      line += `${isDrawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
      isDrawing = true;
    });
    this.path.setAttribute('d', line);
  }
}
