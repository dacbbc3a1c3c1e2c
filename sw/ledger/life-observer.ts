import { kindOf } from '../decision/resource/kind.ts';
import type { LifeStep } from '../lives.ts';
import { describeStep } from './life-log.ts';
import type { Log } from './log.ts';
import type { PredictionLedger } from './prediction-ledger.ts';

/** Reports steps of resources to ledger and log, and has the prefetcher replan when a manifest or playlist arrives. */
export class LifeObserver {
  constructor(
    readonly predictions: PredictionLedger,
    readonly log: Log,
    readonly prefetcher: { replan(): Promise<void> },
  ) {}

  readonly observe = (step: LifeStep): void => {
    for (const event of step.ledgerEvents) this.predictions.count(event);
    this.log.trace(() => describeStep(step));
    if (step.event.type === 'keep' && kindOf(step.key) === 'manifest-or-playlist') void this.prefetcher.replan();
  };
}
