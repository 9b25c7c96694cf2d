/** EMM and ECM state of a UE (TS 23.401 4.6), in three; `ueState` (row.ts) says which one a UE is in. */
export const UE_STATES = ['deregistered', 'idle', 'connected'] as const;
