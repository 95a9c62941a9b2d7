// Names come in parts, the most important first: the picture stands before the last of them has arrived.
import { ask } from "./dom";
import type { Name } from "./compact";
import type { Net } from "./net";

const PART = 5_000; // names of one request

export class Namer {
  private readonly asked = new Set<number>();
  private reading: Promise<void> | null = null;

  constructor(private readonly base: Net, private readonly net: () => Net, private readonly address: (start: number, count: number) => string, private readonly came: () => void) {}

  /** All names, one part after the other; what is searched or listed needs them. */
  all(): Promise<void> {
    return (this.reading ??= this.read().finally(() => (this.reading = null)));
  }

  private async read(): Promise<void> {
    for (let start = 0; start < this.base.count && !this.net().names.whole; start += PART) await this.part(start);
  }

  /** The parts that hold these things. */
  async of(things: Iterable<number>): Promise<void> {
    const { names } = this.net();
    const parts = new Set([...things].filter((at) => at < this.base.count && !names.list[at]).map((at) => Math.floor(at / PART) * PART));
    await Promise.all([...parts].map((start) => this.part(start)));
  }

  private async part(start: number): Promise<void> {
    if (this.asked.has(start)) return;
    this.asked.add(start);
    try {
      const names = await ask<Name[]>(this.address(start, Math.min(PART, this.base.count - start)));
      // What is put in later goes out from the network as it was sent.
      for (const net of new Set([this.base, this.net()])) net.names.put(start, names);
      this.came();
    } catch {
      // Without a network the names that are there stay; the next look asks again.
      this.asked.delete(start);
    }
  }
}
