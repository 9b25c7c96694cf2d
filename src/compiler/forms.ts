import { type Node, SyntaxKind } from 'typescript/unstable/ast';

const K = SyntaxKind;

/** The forms of the subset, by kind. */
export const FORMS: ReadonlySet<SyntaxKind> = new Set([
  // Modules and what they declare.
  ...[K.SourceFile, K.EndOfFile, K.ImportDeclaration, K.ImportClause, K.NamedImports, K.ImportSpecifier],
  ...[K.NamespaceImport, K.ExportDeclaration, K.NamedExports, K.ExportSpecifier, K.TypeAliasDeclaration],
  ...[K.FunctionDeclaration, K.ArrowFunction, K.EqualsGreaterThanToken, K.Parameter],
  ...[
    K.ClassDeclaration,
    K.HeritageClause,
    K.ExpressionWithTypeArguments,
    K.Constructor,
    K.MethodDeclaration,
  ],
  ...[K.GetAccessor, K.SetAccessor, K.PropertyDeclaration, K.SemicolonClassElement],
  ...[K.ExportKeyword, K.PrivateKeyword, K.ProtectedKeyword, K.PublicKeyword, K.ReadonlyKeyword],
  ...[K.AbstractKeyword, K.OverrideKeyword],
  // Types.
  ...[K.NumberKeyword, K.BooleanKeyword, K.VoidKeyword, K.TypeReference, K.TypeOperator, K.ArrayType],
  // Statements.
  ...[K.Block, K.EmptyStatement, K.ExpressionStatement, K.VariableStatement, K.VariableDeclarationList],
  ...[K.VariableDeclaration, K.ObjectBindingPattern, K.BindingElement, K.IfStatement, K.ReturnStatement],
  ...[K.ForStatement, K.WhileStatement, K.DoStatement, K.BreakStatement, K.ContinueStatement],
  ...[K.SwitchStatement, K.CaseBlock, K.CaseClause, K.DefaultClause],
  // Expressions.
  ...[K.Identifier, K.NumericLiteral, K.TrueKeyword, K.FalseKeyword, K.ThisKeyword, K.SuperKeyword],
  ...[K.ParenthesizedExpression, K.BinaryExpression, K.PrefixUnaryExpression, K.PostfixUnaryExpression],
  ...[K.ConditionalExpression, K.QuestionToken, K.ColonToken, K.CallExpression, K.NewExpression],
  ...[K.PropertyAccessExpression, K.ElementAccessExpression, K.AsExpression, K.ArrayLiteralExpression],
  // Those of imports.
  K.StringLiteral,
]);

/** Operators between two expressions. */
export const OPERATORS: ReadonlySet<string> = new Set([
  ...['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'],
  ...['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '>>>='],
  ...['===', '!==', '<', '<=', '>', '>=', '&&', '||'],
]);

const CLOSURES = 'closures; write a function of the module';
const EXCEPTIONS = 'exceptions; return a number or a boolean that says so';
const FOREIGN = 'objects of JavaScript; use words';
const ITERATION = 'iteration protocols; count an index';
const LATER = 'what goes on later; return, and be called again';
const NOTHING = 'null and undefined; use a number that says so';
const STRINGS = 'strings; use the number that a table gives it';
const TYPES = 'types but number, boolean, void, Double, Words, Doubles, aliases of them, and classes';

/** What people may miss, and what to write instead. */
const REMEDIES: ReadonlyMap<SyntaxKind, string> = new Map([
  [K.ThrowStatement, EXCEPTIONS],
  [K.TryStatement, EXCEPTIONS],
  [K.ForInStatement, ITERATION],
  [K.ForOfStatement, ITERATION],
  [K.SpreadElement, ITERATION],
  [K.ArrayBindingPattern, ITERATION],
  [K.FunctionExpression, CLOSURES],
  [K.FunctionType, 'functions as values; write a class with a method'],
  [K.ObjectLiteralExpression, 'objects without a class; use words at an offset'],
  [K.TemplateExpression, STRINGS],
  [K.NoSubstitutionTemplateLiteral, STRINGS],
  [K.TaggedTemplateExpression, STRINGS],
  [K.StringKeyword, STRINGS],
  [K.RegularExpressionLiteral, STRINGS],
  [K.BigIntLiteral, 'bigints; use two words'],
  [K.NullKeyword, NOTHING],
  [K.UndefinedKeyword, NOTHING],
  [K.NonNullExpression, NOTHING],
  [K.QuestionDotToken, NOTHING],
  [K.AnyKeyword, TYPES],
  [K.UnknownKeyword, TYPES],
  [K.NeverKeyword, TYPES],
  [K.UnionType, TYPES],
  [K.IntersectionType, TYPES],
  [K.LiteralType, TYPES],
  [K.TypeLiteral, TYPES],
  [K.TypeQuery, TYPES],
  [K.TupleType, TYPES],
  [K.IndexedAccessType, TYPES],
  [K.InterfaceDeclaration, 'interfaces; write a class'],
  [K.EnumDeclaration, 'enums; write constants'],
  [K.ModuleDeclaration, 'namespaces; write a module'],
  [K.TypeParameter, 'type parameters; write one function for each type'],
  [K.ClassExpression, 'classes in expressions; declare it'],
  [K.PrivateIdentifier, 'names with #; write `private`'],
  [K.AsyncKeyword, LATER],
  [K.AwaitExpression, LATER],
  [K.YieldExpression, LATER],
  [K.DefaultKeyword, 'default exports; export it by its name'],
  [K.ExportAssignment, 'default exports; export it by its name'],
  [K.LabeledStatement, 'labels; write a function and return from it'],
  [K.Decorator, 'decorators'],
  [K.DeleteExpression, FOREIGN],
  [K.TypeOfExpression, FOREIGN],
]);

/** What to say of a form that is none of the subset. */
export function remedyOf({ kind }: Node): string {
  return REMEDIES.get(kind) ?? `this form of TypeScript (${SyntaxKind[kind]})`;
}
