import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { threshold } from '../../../src/engine/draws/quantiles.js';
import { F_WORDS, Faults } from '../../../src/engine/faults/faults.js';
import { carry, N3_REQUESTS, T3_RESPONSE_US } from '../../../src/engine/region/s10.js';
import { INVARIANT_NAMES } from '../../../src/model/invariants.js';
import {
  STATE,
  sizes,
  X_DUE_HIGH,
  X_DUE_LOW,
  X_IDS,
  X_KIND,
  X_ORDER,
  X_REGION,
  X_UE,
} from '../../../src/model/layout.js';
import {
  COPY_SHIFT,
  FORWARD_RELOCATION_COMPLETE_NOTIFICATION,
  FORWARD_RELOCATION_REQUEST,
  LATER_SHIFT,
  LOST,
  RELOCATION_CANCEL_REQUEST,
  UE_MOVE,
} from '../../../src/model/messages.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { FACTS, runAlone } from '../alone.js';
import { outcomeOf, runSmall } from '../runs.js';

const SEED = 7;
const DUE = 2 ** 32 - 1_000_000;
const REQUESTS = [
  FORWARD_RELOCATION_REQUEST,
  FORWARD_RELOCATION_COMPLETE_NOTIFICATION,
  RELOCATION_CANCEL_REQUEST,
];

const NOTHING = new Int32Array(F_WORDS);
const NO_FAULTS = new Faults(NOTHING, new Float64Array(NOTHING.buffer), 0, 0);

/** What S10 makes of a message of a UE from one region to another, due shortly before 2^32 µs. */
function carried(kind: number, ue: number, epoch: number, from: number, to: number, share: number, copy = 0) {
  const w = new Int32Array(sizes(2).transfer);
  w[X_KIND] = kind | (copy << (8 + COPY_SHIFT));
  w[X_UE] = ue;
  w[X_IDS] = epoch;
  w[X_ORDER] = from << 24;
  w[X_REGION] = to;
  w[X_DUE_LOW] = DUE;
  carry(w, 0, SEED, threshold(share), NO_FAULTS);
  const fate = w[X_KIND] >>> 8;
  return {
    kind: w[X_KIND] & 0xff,
    isLost: (fate & LOST) !== 0,
    late: w[X_DUE_HIGH] * 2 ** 32 + (w[X_DUE_LOW] >>> 0) - DUE,
    later: (fate >>> LATER_SHIFT) & 3,
    copy: (fate >>> COPY_SHIFT) & 3,
  };
}

describe('S10', () => {
  it('delivers everything at once when nothing is lost, and never loses a UE on the move', () => {
    for (const kind of [...REQUESTS, FORWARD_RELOCATION_REQUEST + 1, UE_MOVE]) {
      const share = kind === UE_MOVE ? 1 : 0;
      assert.deepEqual(carried(kind, 1, 2, 3, 4, share), { kind, isLost: false, late: 0, later: 0, copy: 0 });
    }
  });

  it('loses a request for good, and with it N3-REQUESTS attempts, when everything is lost', () => {
    for (const kind of REQUESTS) {
      const late = (N3_REQUESTS - 1) * T3_RESPONSE_US;
      assert.deepEqual(carried(kind, 1, 2, 3, 4, 1), { kind, isLost: true, late, later: 0, copy: 0 });
      assert.equal(carried(kind + 1, 1, 2, 4, 3, 1).isLost, true);
    }
  });

  it('repeats a request exactly where its answer was lost', () => {
    const counts = { late: 0, repeated: 0, unanswered: 0, lost: 0 };
    for (const kind of REQUESTS) {
      for (let ue = 0; ue < 2000; ue++) {
        const request = carried(kind, ue, 9, 1, 2, 0.3);
        assert.ok(request.late % T3_RESPONSE_US === 0 && request.late < N3_REQUESTS * T3_RESPONSE_US);
        if (request.isLost) {
          counts.lost++;
          continue;
        }
        const copies = 1 + (request.later & 1) + (request.later >>> 1);
        const answers = Array.from({ length: copies }, (_, copy) =>
          carried(kind + 1, ue, 9, 2, 1, 0.3, copy),
        );
        // The copy that an answer is to is nothing that the other end could see.
        assert.ok(answers.every((answer) => answer.copy === 0 && answer.late === 0));
        const heard = answers.findIndex((answer) => !answer.isLost);
        // Who asks stops when it has an answer; else it has used all its attempts.
        assert.ok(heard === copies - 1 || heard === -1);
        if (request.late > 0) counts.late++;
        if (copies > 1) counts.repeated++;
        if (heard === -1) counts.unanswered++;
      }
    }
    const share = (n: number): number => n / (REQUESTS.length * 2000);
    assert.ok(Math.abs(share(counts.lost) - 0.3 ** 3) < 0.01);
    // Lost before it arrived, at the first attempt or the first two.
    assert.ok(Math.abs(share(counts.late) - 0.3 * (0.7 + 0.3 * 0.7)) < 0.02);
    assert.ok(counts.repeated > 0 && counts.unanswered > 0);
  });

  it('decides anew for each attempt at a relocation', () => {
    const fates = new Set<string>();
    for (let epoch = 1; epoch < 50; epoch++)
      fates.add(JSON.stringify(carried(FORWARD_RELOCATION_REQUEST, 5, epoch, 1, 2, 0.5)));
    assert.ok(fates.size > 5);
  });
});

describe('a storm in which S10 loses messages', () => {
  const LOSSY = {
    ues: 1000,
    duration: 15,
    set: ['regions=6', 'traffic.inter_mme_handover=400', 'failures.s10_loss=20%'],
  };

  it('is the same for any number of workers, and for the core in JavaScript', async () => {
    const alone = await runSmall('collision-storm', LOSSY, { workers: 1 });
    for (const name of INVARIANT_NAMES) assert.equal(alone.result.invariants[name], 0, name);
    for (const options of [{ workers: 2 }, { workers: 3 }, { workers: 1, interpreted: true }]) {
      const other = await runSmall('collision-storm', LOSSY, options);
      assert.deepEqual(outcomeOf(other.result), outcomeOf(alone.result), JSON.stringify(options));
    }
    const lossless = await runSmall('collision-storm', {
      ...LOSSY,
      set: [...LOSSY.set, 'failures.s10_loss=0'],
    });
    assert.notEqual(lossless.result.digest, alone.result.digest);
  });

  for (const share of ['5%', '20%', '100%']) {
    it(`breaks nothing and leaves nothing behind when the traffic ends: ${share} are lost`, () => {
      const scenario = loadScenario('collision-storm', {
        ues: 1000,
        duration: 90,
        set: [`failures.s10_loss=${share}`, 'stages=[{duration: 20s, factor: 1}, {duration: 1s, factor: 0}]'],
      });
      const { memory, regions } = runAlone(scenario);
      const { invariants, procedures } = memory.result({ ...FACTS, simulatedSeconds: scenario.duration });
      for (const name of INVARIANT_NAMES) assert.equal(invariants[name], 0, name);
      const { offered, completed, inFlight, queued } = procedures.inter_mme_handover;
      assert.ok(offered > 0 && completed > 0 === (share !== '100%'));
      assert.equal(inFlight + queued, 0);
      let used = 0;
      for (const { w, plan } of regions) {
        for (let n = 0; n < plan.rowCount; n++) if (w[plan.rows + n * plan.sizes.row + STATE] !== 0) used++;
      }
      assert.equal(used, scenario.ues);
    });
  }
});
