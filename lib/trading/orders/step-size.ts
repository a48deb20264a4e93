/** Tick or lot, prepared once a run. */
export interface StepSize {
  readonly size: number;
  /** How many of them make 1, where that is a whole number: 37 / 100 is the float of 0.37, 37 × 0.01 is not. Else 0. */
  readonly perUnit: number;
}

/** So near to a step, in parts of the value, that only floating point can have made the difference: 0.3 is three lots of 0.1. */
const NEAR = 1e-12;

/** @returns null for size 0: nothing is rounded */
export function stepSize(size: number): StepSize | null {
  if (size === 0) return null;
  const perUnit = Math.round(1 / size);
  return { size, perUnit: Math.abs(perUnit * size - 1) < NEAR ? perUnit : 0 };
}

export function stepDown(step: StepSize | null, value: number): number {
  return step === null ? value : onStep(step, Math.floor(stepsIn(step, value)));
}

export function stepUp(step: StepSize | null, value: number): number {
  return step === null ? value : onStep(step, Math.ceil(stepsIn(step, value)));
}

function stepsIn(step: StepSize, value: number): number {
  const count = value / step.size;
  const whole = Math.round(count);
  return Math.abs(count - whole) <= NEAR * Math.max(1, Math.abs(count)) ? whole : count;
}

function onStep(step: StepSize, count: number): number {
  // 119 × 0.3 is 35.699999999999996: fifteen digits are what a float holds of a decimal
  return step.perUnit === 0 ? Number((count * step.size).toPrecision(15)) : count / step.perUnit;
}
