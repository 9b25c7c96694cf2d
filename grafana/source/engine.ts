import { areas, board, lines, number, rate, select } from './board.js';

/** The engine itself: workers, windows, rings, memory, event loop. */
export const engine = board(
  'uestorm-engine',
  'Engine',
  'What the program does with the machine: workers, windows, frames between workers, memory, and the main thread.',
  [
    {
      title: 'Workers',
      panels: [
        number(
          {
            title: 'Workers',
            description: 'Worker threads that the run began with.',
            unit: 'short',
            width: 4,
          },
          [`sum(${select('uestorm_workers')})`, 'workers'],
        ),
        number(
          {
            title: 'Workers lost',
            description: 'Worker threads that died in the time shown; the first one ends the run.',
            unit: 'short',
            width: 4,
          },
          [`sum(increase(${select('uestorm_workers_lost_total')}[$__range]))`, 'lost'],
          1,
        ),
        number(
          { title: 'Region memory', description: 'Shared memory of all regions.', unit: 'bytes', width: 8 },
          [`sum(${select('uestorm_region_memory_bytes')})`, 'regions'],
        ),
        number(
          {
            title: 'Uptime',
            description: 'Time since the process began.',
            unit: 's',
            width: 8,
          },
          [`max(time() - ${select('process_start_time_seconds')})`, 'uptime'],
        ),
        areas(
          {
            title: 'What workers do',
            description:
              'Wall seconds in a second, of all workers: work off events, encode and decode frames, wait for the slowest, pause for the real clock.',
            unit: 'none',
          },
          [`sum by (activity) (${rate('uestorm_worker_seconds_total')})`, '{{activity}}'],
        ),
        lines(
          {
            title: 'Work by worker',
            description:
              'Share of the time in which each worker works off events. Far apart: regions are spread unevenly.',
            unit: 'percentunit',
          },
          [
            `sum by (instance, worker) (${rate('uestorm_worker_seconds_total', 'activity="work"')})`,
            '{{instance}} worker {{worker}}',
          ],
        ),
      ],
    },
    {
      title: 'Windows and rings',
      panels: [
        lines(
          {
            title: 'Windows',
            description: 'Windows of simulated time in a wall second, per worker.',
            unit: 'cps',
          },
          [`sum by (instance, worker) (${rate('uestorm_windows_total')})`, '{{instance}} worker {{worker}}'],
        ),
        lines(
          {
            title: 'Late windows',
            description: 'Windows that began when they should have been over, in a wall second.',
            unit: 'cps',
          },
          [
            `sum by (instance, worker) (${rate('uestorm_late_windows_total')})`,
            '{{instance}} worker {{worker}}',
          ],
        ),
        lines(
          {
            title: 'Frames',
            description:
              'Frames sent to other workers in a wall second, and those that found their ring full.',
            unit: 'cps',
          },
          [`sum by (instance) (${rate('uestorm_frames_total')})`, '{{instance}} sent'],
          [`sum by (instance) (${rate('uestorm_frames_spilled_total')})`, '{{instance}} spilled'],
        ),
        lines(
          {
            title: 'Events and derivations',
            description: 'Events worked off, messages among them, and key derivations, in a wall second.',
            unit: 'cps',
          },
          [`sum(${rate('uestorm_events_total')})`, 'events'],
          [`sum(${rate('uestorm_messages_total')})`, 'messages'],
          [`sum(${rate('uestorm_key_derivations_total')})`, 'derivations'],
        ),
        lines(
          {
            title: 'Messages without effect',
            description:
              'Messages in a wall second that were lost on the radio or came to a party no longer there for them, and frames for a UE that had gone.',
            unit: 'cps',
          },
          [`sum(${rate('uestorm_messages_lost_total')})`, 'lost'],
          [`sum(${rate('uestorm_messages_discarded_total')})`, 'discarded'],
          [`sum(${rate('uestorm_stale_frames_total')})`, 'stale frames'],
        ),
        lines(
          {
            title: 'Injected traffic',
            description: 'Traffic events injected over HTTP in a wall second, by what became of them.',
            unit: 'cps',
          },
          [`sum by (outcome) (${rate('uestorm_injections_total')})`, '{{outcome}}'],
        ),
      ],
    },
    {
      title: 'Machines',
      panels: [
        number(
          {
            title: 'Machines',
            description: 'Machines that the run began with; none: it is on one machine alone.',
            unit: 'short',
            width: 12,
          },
          [`sum(${select('uestorm_machines')})`, 'machines'],
        ),
        number(
          {
            title: 'Machines lost',
            description: 'Machines that are gone; with checkpoints the run goes on without them.',
            unit: 'short',
            width: 12,
          },
          [`sum(${select('uestorm_machines')}) - sum(${select('uestorm_machine_up')} or vector(0))`, 'lost'],
          1,
        ),
        lines(
          {
            title: 'Workers and regions by machine',
            description:
              'Where the regions are. Far more for each worker of one machine than of another: it will be waited for.',
            unit: 'short',
          },
          [`sum by (machine) (${select('uestorm_machine_regions')})`, '{{machine}} regions'],
          [`sum by (machine) (${select('uestorm_machine_workers')})`, '{{machine}} workers'],
        ),
        lines(
          {
            title: 'Waiting for other machines',
            description:
              'Share of the time in which all workers of a machine wait for others. High for all: rounds cost more than work. High for all but one: that one is slow, or has too much.',
            unit: 'percentunit',
          },
          [`sum by (machine) (${rate('uestorm_machine_wait_seconds_total')})`, '{{machine}}'],
        ),
        lines(
          {
            title: 'Rounds and messages between machines',
            description:
              'Rounds in a wall second, messages in them, and those that had to be sent again because they were lost or late.',
            unit: 'cps',
          },
          [`max(${rate('uestorm_machine_rounds_total')})`, 'rounds'],
          [`sum(${rate('uestorm_machine_sent_total')})`, 'messages'],
          [`sum(${rate('uestorm_machine_sent_again_total')})`, 'sent again'],
        ),
        lines(
          {
            title: 'Octets between machines',
            description:
              'What machines send each other in a wall second, frames of S10 and of UEs on the move.',
            unit: 'bytes',
          },
          [`sum by (machine) (${rate('uestorm_machine_sent_bytes_total')})`, '{{machine}}'],
        ),
        lines(
          {
            title: 'Silence',
            description: 'Seconds since each machine was heard of. One that is silent for too long is lost.',
            unit: 's',
          },
          [`max by (machine) (${select('uestorm_machine_silent_seconds')})`, '{{machine}}'],
        ),
      ],
    },
    {
      title: 'Process',
      panels: [
        lines(
          {
            title: 'Memory',
            description:
              'Resident memory of the process, the shared memory of the regions in it, and the heap in use.',
            unit: 'bytes',
          },
          [`sum by (instance) (${select('process_resident_memory_bytes')})`, '{{instance}} resident'],
          [`sum by (instance) (${select('uestorm_region_memory_bytes')})`, '{{instance}} regions'],
          [`sum by (instance) (${select('nodejs_heap_size_used_bytes')})`, '{{instance}} heap'],
        ),
        lines({ title: 'CPU', description: 'Cores in use by all threads of the process.', unit: 'none' }, [
          `sum by (instance) (${rate('process_cpu_seconds_total')})`,
          '{{instance}}',
        ]),
        lines(
          {
            title: 'Event loop lag',
            description:
              'How late the timers of the main thread are, which serves this page and is on no data path.',
            unit: 's',
          },
          [`max by (instance) (${select('nodejs_eventloop_lag_p50_seconds')})`, '{{instance}} p50'],
          [`max by (instance) (${select('nodejs_eventloop_lag_p99_seconds')})`, '{{instance}} p99'],
        ),
        lines(
          {
            title: 'Scrapes',
            description:
              'Time that a scrape takes, and time in garbage collection of the main thread in a second.',
            unit: 's',
          },
          [`max by (instance) (${select('scrape_duration_seconds')})`, '{{instance}} scrape'],
          [
            `sum by (instance) (${rate('nodejs_gc_duration_seconds_sum')})`,
            '{{instance}} garbage collection',
          ],
        ),
      ],
    },
  ],
);
