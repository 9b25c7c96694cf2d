import type { InvariantName } from '../model/invariants.js';
import type { RuleVerdict } from '../rules/table.js';

/*
 * What a ladder draws: a counterexample of the explorer, or what a trace says of one UE.
 */

/** A party: the UE, the eNB of a cell, the MME of a region. */
export type Node = 'ue' | `enb-${number}` | `mme-${number}`;

/** A rule at the moment it is asked: it acts, or would have acted if it were on. */
export interface RuleMark {
  readonly rule: number;
  /** The party that keeps the rule. */
  readonly at: Node;
  readonly verdict: RuleVerdict;
  readonly isOn: boolean;
}

/** What a message carries or is protected with; keys by name. */
export interface Carried {
  /** KASME that a NAS message is protected with, or that FORWARD RELOCATION REQUEST brings for NAS. */
  readonly kasme?: string;
  readonly eksi?: number;
  /** Number of 128-EIA and 128-EEA, where it is not the first choice. */
  readonly algorithms?: number;
  /** KASME that FORWARD RELOCATION REQUEST brings for AS beside it. */
  readonly oldKasme?: string;
  /** KASME that AUTHENTICATION REQUEST offers. */
  readonly newKasme?: string;
  readonly newEksi?: number;
  /** NAS COUNT. */
  readonly count?: number;
  /** KeNB that an RRC message is protected with, or that an S1AP or X2AP message brings. */
  readonly kenb?: string;
  readonly nh?: string;
  readonly ncc?: number;
}

/** One step. */
export interface Step {
  readonly what: 'traffic' | 'message' | 'timer';
  /** Traffic kind, message or timer. */
  readonly name: string;
  /** NAS message inside; '' if there is none. */
  readonly nas: string;
  readonly fate: '' | 'lost' | 'refused' | 'swapped' | 'early';
  readonly from: Node;
  readonly to: Node;
  readonly connection: number;
  /** Step (from 1) in which the message was sent; 0 if it is not one. */
  readonly sentIn: number;
  /** Why what was asked for was not done, by the standard's name; '' if the message says nothing of it. */
  readonly cause: string;
  readonly carries: Carried;
  readonly rules: readonly RuleMark[];
  /** The receiver is no longer what the message was meant for. */
  readonly isDiscarded: boolean;
}

/** What the parties hold after the last step. */
export interface Holdings {
  readonly node: Node;
  readonly holds: Carried & { readonly ul?: number; readonly dl?: number };
}

/** Messages between parties in the order in which they arrive, with what the parties do between them. */
export interface MessageSequence {
  readonly invariants: readonly InvariantName[];
  readonly steps: readonly Step[];
  readonly disagreement: readonly Holdings[];
  /** Derivation of every key named, as `[name, derivation]` with the clause of TS 33.401 Annex A. */
  readonly derivations: readonly (readonly [string, string])[];
}
