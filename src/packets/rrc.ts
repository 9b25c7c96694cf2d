import {
  absent,
  bitString,
  boolean,
  type Component,
  choice,
  encode,
  enumerated,
  extensible,
  integer,
  octetString,
  sequence,
  sequenceOf,
  type Type,
} from './per/types.js';

/*
 * RRC's messages (TS 36.331 6.2.2) in the unaligned variant. Where a message has a list of alternatives for later
 * versions, ours take the first, release 8, and none of its extensions.
 */

type Values = Readonly<Record<string, unknown>>;

const EXTENSION: Component = ['nonCriticalExtension', absent, 'optional'];
const transaction = integer(0, 3);

/** criticalExtensions: release 8, among so many alternatives under c1; 1: there is no c1. */
function release8(components: readonly Component[], alternatives: number): Type<Values> {
  const content = sequence(components, false);
  const chosen = alternatives === 1 ? content : choice(alternatives, 0, content, false);
  return choice(2, 0, chosen, false);
}

/** A message with a transaction identifier. */
function transacted(components: readonly Component[], alternatives: number): Type<Values> {
  return sequence(
    [
      ['rrc-TransactionIdentifier', transaction],
      ['criticalExtensions', release8(components, alternatives) as Type<never>],
    ],
    false,
  );
}

const algorithms = sequence(
  [
    ['cipheringAlgorithm', extensible(enumerated(8))],
    ['integrityProtAlgorithm', extensible(enumerated(8))],
  ],
  false,
);

/** What is mandatory of the target cell's radio resources. */
const commonResources = sequence([
  ['rach-ConfigCommon', absent, 'optional'],
  [
    'prach-Config',
    sequence(
      [
        ['rootSequenceIndex', integer(0, 837)],
        ['prach-ConfigInfo', absent, 'optional'],
      ],
      false,
    ),
  ],
  ['pdsch-ConfigCommon', absent, 'optional'],
  [
    'pusch-ConfigCommon',
    sequence(
      [
        [
          'pusch-ConfigBasic',
          sequence(
            [
              ['n-SB', integer(1, 4)],
              ['hoppingMode', enumerated(2)],
              ['pusch-HoppingOffset', integer(0, 98)],
              ['enable64QAM', boolean],
            ],
            false,
          ),
        ],
        [
          'ul-ReferenceSignalsPUSCH',
          sequence(
            [
              ['groupHoppingEnabled', boolean],
              ['groupAssignmentPUSCH', integer(0, 29)],
              ['sequenceHoppingEnabled', boolean],
              ['cyclicShift', integer(0, 7)],
            ],
            false,
          ),
        ],
      ],
      false,
    ),
  ],
  ['phich-Config', absent, 'optional'],
  ['pucch-ConfigCommon', absent, 'optional'],
  ['soundingRS-UL-ConfigCommon', absent, 'optional'],
  ['uplinkPowerControlCommon', absent, 'optional'],
  ['antennaInfoCommon', absent, 'optional'],
  ['p-Max', absent, 'optional'],
  ['tdd-Config', absent, 'optional'],
  ['ul-CyclicPrefixLength', enumerated(2)],
]);

const mobilityControl = sequence([
  ['targetPhysCellId', integer(0, 503)],
  ['carrierFreq', absent, 'optional'],
  ['carrierBandwidth', absent, 'optional'],
  ['additionalSpectrumEmission', absent, 'optional'],
  ['t304', enumerated(8)],
  ['newUE-Identity', bitString(16)],
  ['radioResourceConfigCommon', commonResources],
  ['rach-ConfigDedicated', absent, 'optional'],
]);

const handoverSecurity = sequence([
  [
    'handoverType',
    choice(
      2,
      0,
      sequence(
        [
          ['securityAlgorithmConfig', absent, 'optional'],
          ['keyChangeIndicator', boolean],
          ['nextHopChainingCount', integer(0, 7)],
        ],
        false,
      ),
      false,
    ),
  ],
]);

const reconfiguration = transacted(
  [
    ['measConfig', absent, 'optional'],
    ['mobilityControlInfo', mobilityControl, 'optional'],
    ['dedicatedInfoNASList', absent, 'optional'],
    ['radioResourceConfigDedicated', absent, 'optional'],
    ['securityConfigHO', handoverSecurity, 'optional'],
    EXTENSION,
  ],
  8,
);

const downlinkNas = transacted([['dedicatedInfoNAS', choice(3, 0, octetString, false)], EXTENSION], 4);
const uplinkNas = sequence(
  [
    [
      'criticalExtensions',
      release8([['dedicatedInfoNAS', choice(3, 0, octetString, false)], EXTENSION], 4) as Type<never>,
    ],
  ],
  false,
);
const setupComplete = transacted(
  [
    ['selectedPLMN-Identity', integer(1, 6)],
    ['registeredMME', absent, 'optional'],
    ['dedicatedInfoNAS', octetString],
    EXTENSION,
  ],
  4,
);
const securityModeCommand = transacted(
  [['securityConfigSMC', sequence([['securityAlgorithmConfig', algorithms]])], EXTENSION],
  4,
);
const release = transacted(
  [
    ['releaseCause', enumerated(4)],
    ['redirectedCarrierInfo', absent, 'optional'],
    ['idleModeMobilityControlInfo', absent, 'optional'],
    EXTENSION,
  ],
  4,
);
const empty = transacted([EXTENSION], 1);

const dedicatedResources = sequence([
  ['srb-ToAddModList', absent, 'optional'],
  ['drb-ToAddModList', absent, 'optional'],
  ['drb-ToReleaseList', absent, 'optional'],
  ['mac-MainConfig', absent, 'optional'],
  ['sps-Config', absent, 'optional'],
  ['physicalConfigDedicated', absent, 'optional'],
]);
const reestablishment = transacted(
  [['radioResourceConfigDedicated', dedicatedResources], ['nextHopChainingCount', integer(0, 7)], EXTENSION],
  8,
);
const reestablishmentRequest = sequence(
  [
    [
      'criticalExtensions',
      choice(
        2,
        0,
        sequence(
          [
            [
              'ue-Identity',
              sequence(
                [
                  ['c-RNTI', bitString(16)],
                  ['physCellId', integer(0, 503)],
                  ['shortMAC-I', bitString(16)],
                ],
                false,
              ),
            ],
            ['reestablishmentCause', enumerated(4)],
            ['spare', bitString(2)],
          ],
          false,
        ),
        false,
      ),
    ],
  ],
  false,
);

const reestablishmentReject = sequence(
  [['criticalExtensions', release8([EXTENSION], 1) as Type<never>]],
  false,
);

/** The logical channels and directions, by the names of Wireshark's dissectors. */
export type RrcChannel = 'lte_rrc.ul_dcch' | 'lte_rrc.dl_dcch' | 'lte_rrc.ul_ccch' | 'lte_rrc.dl_ccch';

/** Alternatives of the message on each channel, under c1. */
const ALTERNATIVES: Readonly<Record<RrcChannel, number>> = {
  'lte_rrc.ul_dcch': 16,
  'lte_rrc.dl_dcch': 16,
  'lte_rrc.ul_ccch': 2,
  'lte_rrc.dl_ccch': 4,
};

type Row = readonly [channel: RrcChannel, index: number, type: Type<Values>];

const ROWS = {
  RRCConnectionSetupComplete: ['lte_rrc.ul_dcch', 4, setupComplete],
  DLInformationTransfer: ['lte_rrc.dl_dcch', 1, downlinkNas],
  ULInformationTransfer: ['lte_rrc.ul_dcch', 9, uplinkNas],
  SecurityModeCommand: ['lte_rrc.dl_dcch', 6, securityModeCommand],
  SecurityModeComplete: ['lte_rrc.ul_dcch', 5, empty],
  SecurityModeFailure: ['lte_rrc.ul_dcch', 6, empty],
  RRCConnectionReconfiguration: ['lte_rrc.dl_dcch', 4, reconfiguration],
  RRCConnectionReconfigurationComplete: ['lte_rrc.ul_dcch', 2, empty],
  RRCConnectionReestablishmentRequest: ['lte_rrc.ul_ccch', 0, reestablishmentRequest],
  RRCConnectionReestablishment: ['lte_rrc.dl_ccch', 0, reestablishment],
  RRCConnectionReestablishmentComplete: ['lte_rrc.ul_dcch', 3, empty],
  RRCConnectionReestablishmentReject: ['lte_rrc.dl_ccch', 1, reestablishmentReject],
  RRCConnectionRelease: ['lte_rrc.dl_dcch', 5, release],
} as const satisfies Readonly<Record<string, Row>>;

export type RrcName = keyof typeof ROWS;

export const isRrcName = (name: string): name is RrcName => Object.hasOwn(ROWS, name);

export const channelOf = (name: RrcName): RrcChannel => ROWS[name][0];

/**
 * The octets of a message.
 *
 * @param values what lies under criticalExtensions, or (of a message without transaction identifier) the same
 */
export function encodeRrc(name: RrcName, values: Values): Uint8Array {
  const [channel, index, type] = ROWS[name];
  const message = choice(2, 0, choice(ALTERNATIVES[channel], index, type as Type<Values>, false), false);
  return encode(message, { 'rrc-TransactionIdentifier': 0, criticalExtensions: values }, false);
}

/** The reconfiguration that sends a UE to a cell, with another key or the same KASME's. */
export function encodeReconfiguration(
  pci: number,
  cRnti: Uint8Array,
  changesKey: boolean,
  ncc: number,
): Uint8Array {
  return encodeRrc('RRCConnectionReconfiguration', {
    mobilityControlInfo: {
      targetPhysCellId: pci,
      t304: 5,
      'newUE-Identity': cRnti,
      radioResourceConfigCommon: {
        'prach-Config': { rootSequenceIndex: 0 },
        'pusch-ConfigCommon': {
          'pusch-ConfigBasic': { 'n-SB': 1, hoppingMode: 0, 'pusch-HoppingOffset': 0, enable64QAM: false },
          'ul-ReferenceSignalsPUSCH': {
            groupHoppingEnabled: false,
            groupAssignmentPUSCH: 0,
            sequenceHoppingEnabled: false,
            cyclicShift: 0,
          },
        },
        'ul-CyclicPrefixLength': 0,
      },
    },
    securityConfigHO: { handoverType: { keyChangeIndicator: changesKey, nextHopChainingCount: ncc } },
  });
}

/** HandoverCommand (TS 36.331 10.2.2): the reconfiguration as the target hands it to the source. */
export function encodeHandoverCommand(reconfigurationPdu: Uint8Array): Uint8Array {
  const command = sequence(
    [
      [
        'criticalExtensions',
        release8([['handoverCommandMessage', octetString], EXTENSION], 8) as Type<never>,
      ],
    ],
    false,
  );
  return encode(command, { criticalExtensions: { handoverCommandMessage: reconfigurationPdu } }, false);
}

/**
 * HandoverPreparationInformation (TS 36.331 10.2.2) with what a re-establishment would need, and nothing else: the
 * model has no radio resources.
 */
const handoverPreparation = sequence(
  [
    [
      'criticalExtensions',
      release8(
        [
          ['ue-RadioAccessCapabilityInfo', sequenceOf(0, 8, absent) as Type<never>],
          ['as-Config', absent, 'optional'],
          ['rrm-Config', absent, 'optional'],
          [
            'as-Context',
            sequence(
              [
                [
                  'reestablishmentInfo',
                  sequence([
                    ['sourcePhysCellId', integer(0, 503)],
                    ['targetCellShortMAC-I', bitString(16)],
                    ['additionalReestabInfoList', absent, 'optional'],
                  ]),
                  'optional',
                ],
              ],
              false,
            ),
            'optional',
          ],
          EXTENSION,
        ],
        8,
      ) as Type<never>,
    ],
  ],
  false,
);

/**
 * What a source eNB hands to the target through all that lies between.
 *
 * @param shortMac stands for what is the UE's own in it, 16 bits
 */
export function encodeHandoverPreparation(pci: number, shortMac: Uint8Array): Uint8Array {
  return encode(
    handoverPreparation,
    {
      criticalExtensions: {
        'ue-RadioAccessCapabilityInfo': [],
        'as-Context': { reestablishmentInfo: { sourcePhysCellId: pci, 'targetCellShortMAC-I': shortMac } },
      },
    },
    false,
  );
}
