import { areas, board, lines, quantile, rate, select } from './board.js';

/** How full everything is, and what more load does to holds. */
export const capacity = board(
  'uestorm-capacity',
  'Capacity',
  'How much more the network and the machine could bear: utilisation, what waits, what is refused, and how holds grow with the load.',
  [
    {
      title: 'Utilisation',
      panels: [
        lines(
          {
            title: 'Workers busy',
            description:
              'Share of the wall time in which a worker works off events and exchanges frames. Near 1 the machine has no more to give.',
            unit: 'percentunit',
          },
          [
            `sum by (instance, worker) (${rate('uestorm_worker_seconds_total', 'activity=~"work|encode|decode"')})`,
            '{{instance}} worker {{worker}}',
          ],
        ),
        lines(
          {
            title: 'Fullest region',
            description:
              'Share of a pool in use in the region where it is highest. Near 1 work is refused; limits.active and limits.spareRows make more.',
            unit: 'percentunit',
          },
          [`max by (pool) (${select('uestorm_pool_fullest_ratio')})`, '{{pool}}'],
        ),
        areas(
          {
            title: 'UEs by state',
            description: 'Deregistered, idle and connected UEs (EMM and ECM states).',
            unit: 'short',
          },
          [`sum by (state) (${select('uestorm_ues')})`, '{{state}}'],
        ),
        lines(
          {
            title: 'Active UEs',
            description: 'UEs with something in progress, and how many there may be.',
            unit: 'short',
          },
          [`sum(${select('uestorm_pool_used', 'pool="active"')})`, 'active'],
          [`sum(${select('uestorm_pool_size', 'pool="active"')})`, 'limit'],
        ),
      ],
    },
    {
      title: 'What waits',
      panels: [
        lines(
          {
            title: 'Queue entries',
            description: 'Procedures and steps that wait in the queues of UEs.',
            unit: 'short',
          },
          [`sum by (instance) (${select('uestorm_queue_entries')})`, '{{instance}}'],
        ),
        areas(
          {
            title: 'Open procedures',
            description: 'Procedures that were offered and have not ended: in flight or queued.',
            unit: 'short',
          },
          [`sum by (procedure) (${select('uestorm_procedures_open')})`, '{{procedure}}'],
        ),
        lines(
          {
            title: 'Refused work',
            description: 'Procedures refused because a queue or a pool was full, in a wall second.',
            unit: 'cps',
          },
          [`sum by (procedure) (${rate('uestorm_procedures_total', 'outcome="refused"')})`, '{{procedure}}'],
        ),
        lines(
          {
            title: 'Completed of offered',
            description:
              'Procedures completed over procedures offered. It sinks when more comes than can be done.',
            unit: 'percentunit',
          },
          [
            `sum(${rate('uestorm_procedures_total', 'outcome="completed"')}) / sum(${rate('uestorm_procedures_offered_total')})`,
            'completed',
          ],
        ),
      ],
    },
    {
      title: 'MMEs',
      panels: [
        lines(
          {
            title: 'MME servers busy',
            description:
              'Share of the servers of all MMEs that is busy, in simulated time. Above some 80 % waiting times grow fast. Empty if MMEs are infinitely fast.',
            unit: 'percentunit',
          },
          [
            `sum by (instance) (${rate('uestorm_mme_busy_seconds_total')}) / sum by (instance) (${select('uestorm_mme_servers')}) / sum by (instance) (${rate('uestorm_simulated_seconds_total')})`,
            '{{instance}}',
          ],
        ),
        lines(
          {
            title: 'Waiting time at an MME',
            description: 'Simulated time that messages wait for a server: median and 99th percentile.',
            unit: 's',
          },
          [quantile(0.5, 'uestorm_mme_waiting_seconds'), 'p50'],
          [quantile(0.99, 'uestorm_mme_waiting_seconds'), 'p99'],
          [quantile(0.99, 'uestorm_mme_sojourn_seconds'), 'p99 until done'],
        ),
        lines(
          {
            title: 'Messages that wait',
            description: 'Messages in the input queues of all MMEs now.',
            unit: 'short',
          },
          [`sum by (instance) (${select('uestorm_mme_waiting_messages')})`, '{{instance}}'],
        ),
        lines(
          {
            title: 'Messages at MMEs',
            description:
              'Messages that MMEs took in, and those that they refused because too many waited, in a wall second.',
            unit: 'cps',
          },
          [`sum(${rate('uestorm_mme_messages_total')})`, 'taken in'],
          [`sum(${rate('uestorm_mme_refused_total')})`, 'refused'],
        ),
      ],
    },
    {
      title: 'Paging',
      panels: [
        lines(
          {
            title: 'Paging',
            description:
              'Times that UEs are paged in a simulated second; after T3413 has expired, at all eNBs of their MME.',
            unit: 'cps',
          },
          [
            `sum by (area) (${rate('uestorm_paging_attempts_total')}) / on () group_left () sum(${rate('uestorm_simulated_seconds_total')})`,
            '{{area}}',
          ],
        ),
        lines(
          {
            title: 'PAGING at an eNB',
            description: 'PAGING messages that an eNB gets in a simulated second, in the mean over all eNBs.',
            unit: 'cps',
          },
          [
            `sum by (instance) (${rate('uestorm_paging_messages_total')}) / sum by (instance) (${select('uestorm_paging_enbs')}) / sum by (instance) (${rate('uestorm_simulated_seconds_total')})`,
            '{{instance}}',
          ],
        ),
      ],
    },
    {
      title: 'Hold against load',
      panels: [
        lines(
          {
            title: 'Offered load',
            description:
              'Procedures offered in a simulated second: the load that the network sees at any speed.',
            unit: 'cps',
          },
          [
            `sum(${rate('uestorm_procedures_offered_total')}) / sum(${rate('uestorm_simulated_seconds_total')})`,
            'offered',
          ],
        ),
        lines(
          {
            title: 'Hold',
            description:
              'Simulated time that work waited because of any rule. Read it against the offered load beside it.',
            unit: 's',
          },
          [quantile(0.5, 'uestorm_rule_hold_seconds'), 'p50'],
          [quantile(0.99, 'uestorm_rule_hold_seconds'), 'p99'],
        ),
        lines(
          {
            title: 'Held share',
            description: 'Holds per offered procedure: how much of the load collides.',
            unit: 'percentunit',
          },
          [
            `sum(${rate('uestorm_rule_verdicts_total', 'verdict="hold"')}) / sum(${rate('uestorm_procedures_offered_total')})`,
            'held',
          ],
        ),
        lines(
          {
            title: 'Duration',
            description: 'Simulated time from offer to end of all procedures, holds included.',
            unit: 's',
          },
          [quantile(0.5, 'uestorm_procedure_duration_seconds'), 'p50'],
          [quantile(0.99, 'uestorm_procedure_duration_seconds'), 'p99'],
        ),
      ],
    },
  ],
);
