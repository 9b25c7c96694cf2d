import { fileURLToPath } from 'node:url';
import type { Expression, Identifier, Node, SourceFile } from 'typescript/unstable/ast';
import { API, type Project } from 'typescript/unstable/sync';
import { isDouble } from './doubles.js';

/** The folder of the sources, seen from dist/src/compiler, where this runs. */
export const ROOT = fileURLToPath(new URL('../../../src/', import.meta.url));
const CONFIGURATION = `${ROOT}tsconfig.json`;

/** What TypeScript's own parser makes of the sources: modules by their path below src, without extension. */
export class Sources {
  private readonly api: API;
  private readonly project: Project;

  /**
   * @param modules those to begin with; what they import is found
   * @param instead texts that are read instead of what src holds, by module; for what is not there
   */
  constructor(modules: readonly string[], instead: ReadonlyMap<string, string> = new Map()) {
    const files = new Map(Array.from(instead, ([module, text]) => [pathOf(module), text]));
    const configuration = { extends: '../tsconfig.json', include: [], files: modules.map(pathOf) };
    files.set(CONFIGURATION, JSON.stringify(configuration));
    this.api = new API({
      cwd: ROOT,
      fs: {
        readFile: (path) => files.get(path),
        fileExists: (path) => (files.has(path) ? true : undefined),
      },
    });
    const snapshot = this.api.updateSnapshot({ openProjects: [CONFIGURATION] });
    const project = snapshot.getProject(CONFIGURATION);
    if (project === undefined) throw new Error(`compiler: expected a project in ${ROOT}, found none`);
    this.project = project;
  }

  /** The module's tree; undefined if there is no such module. */
  tree(module: string): SourceFile | undefined {
    const { program } = this.project;
    const tree = program.getSourceFile(pathOf(module));
    const [wrong] = tree === undefined ? [] : program.getSyntacticDiagnostics(tree.fileName);
    if (tree !== undefined && wrong !== undefined)
      throw new Error(`${placeAt(tree, wrong.pos)}: ${wrong.text}`);
    return tree;
  }

  /** Whether an expression of a tree is a number that is no 32-bit word. */
  isDouble(expression: Expression): boolean {
    return isDouble(expression, this.project);
  }

  /** Whether a name stands for a type of numbers. */
  isNumber(name: Identifier): boolean {
    const { checker } = this.project;
    const type = checker.getTypeAtLocation(name);
    return type !== undefined && checker.isTypeAssignableTo(type, checker.getNumberType());
  }

  close(): void {
    this.api.close();
  }
}

const pathOf = (module: string): string => `${ROOT}${module}.ts`;

function placeAt(file: SourceFile, position: number): string {
  return `src/${file.fileName.slice(ROOT.length)}:${file.getLineAndCharacterOfPosition(position).line + 1}`;
}

/** Where a node stands: file and line. */
export const placeOf = (node: Node): string => placeAt(node.getSourceFile(), node.getStart());
