/** Physical cell identities: 0 to 503 (TS 36.211 6.11). */
const PCI_COUNT = 504;

/** PCI of a cell, by its number in the region. */
export function pci(cell: number): number {
  return cell % PCI_COUNT;
}
