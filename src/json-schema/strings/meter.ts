/** Thrown when a question has cost more than its budget; caught where the question was asked. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

/** Counts the steps of one question; steps, not time, so that an answer is the same on every machine. */
export interface Meter {
  /** Counts; throws `BudgetSpent` past the budget of the question. */
  spend(steps: number): void;
  /** Starts a new question. */
  reset(): void;
  /** All steps since the meter was made. */
  total(): number;
}

/** A meter that allows `budget` steps a question. */
export function createMeter(budget: number): Meter {
  let [used, total] = [0, 0];
  return {
    spend(steps) {
      used += steps;
      total += steps;
      if (used > budget) throw new BudgetSpent(`more than ${budget} steps`);
    },
    reset() {
      used = 0;
    },
    total: () => total,
  };
}
