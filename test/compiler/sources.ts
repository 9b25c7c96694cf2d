import type { Identifier, SourceFile } from 'typescript/unstable/ast';
import { Sources } from '../../src/compiler/sources.js';
import { Subset } from '../../src/compiler/subset.js';

/** Modules that lie nowhere but here, below src/procedures, as TypeScript reads them. */
export class Texts {
  private readonly sources: Sources;
  private readonly modules: readonly string[];

  constructor(texts: readonly string[]) {
    this.modules = texts.map((_, n) => `procedures/text-${n}`);
    this.sources = new Sources(this.modules, new Map(texts.map((text, n) => [this.modules[n], text])));
  }

  tree(n: number): SourceFile {
    return this.sources.tree(this.modules[n])!;
  }

  /** @throws Error if the nth is outside the subset */
  check(n: number): void {
    const tree = this.tree(n);
    new Subset(tree, (expression) => this.sources.isDouble(expression)).check(tree);
  }

  isNumber(name: Identifier): boolean {
    return this.sources.isNumber(name);
  }

  close(): void {
    this.sources.close();
  }
}
