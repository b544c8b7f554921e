import { hostname } from "node:os";
import { machineId } from "./machine-id.ts";
import type { Claim, Owner, SeenShard, Store } from "../store/store.ts";
import type { Clock } from "../util/clock.ts";
import { lazy } from "../util/lazy.ts";

export interface OwnershipOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly leaseMs: number;
}

/** Thrown where this process was silent for so long that others may have taken over its work. */
export class LostOwnership extends Error {
  override readonly name = "LostOwnership";

  constructor() {
    super("This process was stopped for longer than its lease, and another one may have its work.");
  }
}

/** Whether an owner's process is surely gone. Of another machine's processes only their leases tell. */
function isDead({ machine, pid }: Owner): boolean {
  if (machine !== machineId()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** How many times a lease is renewed while it lasts. */
const RENEWALS = 4;

/**
 * This process in the store: it renews one lease, on which all its claims rest. A process that only looks is not entered,
 * and writes nothing.
 */
export class Ownership implements AsyncDisposable {
  readonly #options: OwnershipOptions;
  readonly #entered: () => Promise<void>;
  /** Made anew with each entry. */
  #id = "";
  readonly #name = `process ${process.pid} on ${hostname()}`;
  #timer: NodeJS.Timeout | undefined;
  #leaseUntil = 0;
  /** What drives each batch in this process: two of them would take each other's shards away. */
  readonly #drivers = new Map<string, object>();

  constructor(options: OwnershipOptions) {
    this.#options = options;
    this.#entered = lazy(async () => {
      await this.#enter();
      this.#timer = setInterval(
        () => void this.#renew().catch(() => undefined),
        options.leaseMs / RENEWALS,
      );
      // A process that has nothing else to do may end.
      this.#timer.unref();
    });
  }

  /** By which the store knows this process. */
  async id(): Promise<string> {
    await this.#entered();
    return this.#id;
  }

  /**
   * Undefined where `driver` drives the batch now, until it is released; or the name of the process that does, which may
   * be this one.
   *
   * @throws LostOwnership
   */
  async drive(batchId: string, driver: object): Promise<string | undefined> {
    await this.#requireLease();
    if ((this.#drivers.get(batchId) ?? driver) !== driver) return this.#name;
    this.#drivers.set(batchId, driver);
    const other = await this.#otherDriver(batchId);
    if (other !== undefined) this.release(batchId, driver);
    return other?.name;
  }

  /** Lets others in this process drive the batch. */
  release(batchId: string, driver: object): void {
    if (this.#drivers.get(batchId) === driver) this.#drivers.delete(batchId);
  }

  async #otherDriver(batchId: string): Promise<Owner | undefined> {
    const { store, clock } = this.#options;
    const other = await store.drive(batchId, this.#id, clock.now());
    if (other === undefined || !isDead(other)) return other;
    await store.leave(other.id);
    return await store.drive(batchId, this.#id, clock.now());
  }

  async claim(seen: SeenShard): Promise<Claim | undefined> {
    return await this.#options.store.claim(seen, this.#id, this.#options.clock.now());
  }

  /**
   * Makes sure that nobody can have taken the claim over: to be called just before what must not happen twice.
   *
   * @throws LostOwnership
   */
  async requireAlive(claim: Claim): Promise<void> {
    await this.#requireLease();
    this.#requireOwn(claim);
  }

  async #requireLease(): Promise<void> {
    await this.#entered();
    const soon = this.#options.clock.now() + this.#options.leaseMs / 2;
    if (soon < this.#leaseUntil) return;
    if (!(await this.#renew())) throw new LostOwnership();
  }

  /** Starts anew, without any claims. */
  async reenter(): Promise<void> {
    await this.#options.store.leave(this.#id);
    await this.#enter();
  }

  async #enter(): Promise<void> {
    const { store } = this.#options;
    // A process that was killed here need not be waited for until its lease runs out.
    for (const other of await store.owners()) {
      if (isDead(other)) await store.leave(other.id);
    }
    this.#id = crypto.randomUUID();
    const owner = this.#owner();
    await store.enter(owner);
    this.#leaseUntil = owner.leaseUntil;
  }

  /** The same without asking the store: whether the lease that is known has run out. @throws LostOwnership */
  assertAlive(claim: Claim): void {
    if (this.#options.clock.now() >= this.#leaseUntil) throw new LostOwnership();
    this.#requireOwn(claim);
  }

  /** A claim from before this process entered anew may be another's by now. */
  #requireOwn({ ownerId }: Claim): void {
    if (ownerId !== this.#id) throw new LostOwnership();
  }

  async #renew(): Promise<boolean> {
    const owner = this.#owner();
    const renewed = await this.#options.store.renew(owner, this.#options.clock.now());
    if (renewed) this.#leaseUntil = owner.leaseUntil;
    return renewed;
  }

  #owner(): Owner {
    const leaseUntil = this.#options.clock.now() + this.#options.leaseMs;
    return { id: this.#id, name: this.#name, machine: machineId(), pid: process.pid, leaseUntil };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    await this.#options.store.leave(this.#id);
  }
}
