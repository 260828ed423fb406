/** Numbers of Microsoft's that ask something more exact of a person than the code that they lead to. */
const cases = {
  enrol: [50072, 50079],
  challenge: [50074, 50076, 50078, 50158],
  frequency: [70043],
  account: [50034, 50053, 50055, 50056, 50057, 50126],
  mfaProvider: [50161],
  device: [53000, 53001, 53002, 53004, 53010, 530003],
  policy: [50131, 53003],
  risk: [53011, 530032, 530034, 530035],
  approve: [65001, 90094, 90095, 90099, 700016, 7000229],
  service: [500011, 650052],
  disabled: [1000031, 7000112],
  assignment: [50105],
  foreignAccount: [16000, 16003, 50020, 51004, 90072],
  partnerPolicy: [50177, 50178],
  restrictions: [500021, 500022, 500212, 500213],
  tenant: [90002, 900023, 5000224],
  otherCloud: [90038, 90043, 90051, 900382, 900432],
} as const satisfies Record<string, readonly number[]>;

/** A remedy that is more exact than that of a code. The pages have its words: `aadstsRemedies`. */
export type AadstsCase = keyof typeof cases;

const caseOf: ReadonlyMap<number, AadstsCase> = new Map(
  (Object.keys(cases) as AadstsCase[]).flatMap((name) =>
    cases[name].map((number) => [number, name] as const),
  ),
);

/** What a number asks of a person; undefined where its code says it all. */
export function findAadstsCase(number: number): AadstsCase | undefined {
  return caseOf.get(number);
}
