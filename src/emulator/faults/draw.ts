/**
 * A number from 0 to below 1 that looks random and is always the same for the same arguments, so that a profile
 * strikes at the same places in every run. The mixing is that of MurmurHash3.
 */
export function draw(seed: number, ...parts: readonly number[]): number {
  let hash = seed | 0;
  for (const part of parts) {
    let mixed = Math.imul(part | 0, 0xcc_9e_2d_51);
    mixed = (mixed << 15) | (mixed >>> 17);
    hash ^= Math.imul(mixed, 0x1b_87_35_93);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6_54_6b_64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85_eb_ca_6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2_b2_ae_35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}
