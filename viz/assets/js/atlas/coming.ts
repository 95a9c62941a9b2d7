// What is on its way: another network, or more of the one that is seen. What is seen changes only once it has come.
import type { Addresses } from "./address";
import { unpack } from "./compact";
import { good } from "./dom";
import type { Explorer } from "./explore";
import { Namer } from "./names";
import { netOf, type Net } from "./net";
import type { State } from "./state";

/** A network as the service sends it, and who asks for its names. */
interface Sent {
  readonly base: Net;
  readonly namer: Namer;
}

/** The same with all that was put in. */
export interface Come extends Sent {
  readonly net: Net;
}

export class Coming {
  private last: { from: string; sent: Promise<Sent> } | null = null;

  constructor(
    private readonly addresses: Addresses,
    private readonly explorer: Explorer,
    private readonly here: () => Come | null, // what is seen
    private readonly where: (at: number) => { x: number; y: number },
    private readonly named: () => void, // more names of what is seen
    private readonly fail: (error: Error) => void,
  ) {}

  /** The network of a state, and the names that the state needs. */
  async other(state: State): Promise<Come> {
    const { base, namer } = await this.sent(state);
    const net = await this.grown(base, state.open);
    const sought = [...state.at, ...state.gone, ...state.only, ...state.pin].some((key) => net.at(key.split("*")[0]!) < 0);
    if (!sought && !state.q) return { base, net, namer };
    await namer.all();
    return { base, net: await this.grown(base, state.open), namer };
  }

  /** What is seen, with more put in, or less. */
  async more({ base, namer }: Come, state: State): Promise<Come> {
    return { base, net: await this.grown(base, state.open), namer };
  }

  /** Asked for once, however often the state changes while it is on its way; again where it could not be had. */
  private sent(state: State): Promise<Sent> {
    const from = this.addresses.data(state);
    if (this.last?.from === from) return this.last.sent;
    const sent = this.fetched(from, this.addresses.names(state));
    this.last = { from, sent };
    sent.catch(() => this.last?.sent === sent && (this.last = null));
    return sent;
  }

  private async fetched(from: string, names: (start: number, count: number) => string): Promise<Sent> {
    const answer = await good(await fetch(from));
    const base = netOf(unpack(await answer.arrayBuffer()));
    const isHere = (): boolean => this.here()?.base === base;
    return { base, namer: new Namer(base, () => (isHere() ? this.here()!.net : base), names, () => isHere() && this.named()) };
  }

  private async grown(base: Net, open: readonly string[]): Promise<Net> {
    let net = base;
    for (const mark of open) {
      net = await this.explorer.opened(net, mark, this.places(base, net)).catch((error: Error) => {
        this.fail(error);
        return net;
      });
    }
    return net;
  }

  /** Where the things of a network stand: where they are seen, if they are. */
  private places(base: Net, net: Net): (at: number) => { x: number; y: number } {
    const here = this.here();
    return (at) => {
      const seen = here?.base === base ? here.net.at(net.key(at)) : -1;
      return seen >= 0 ? this.where(seen) : { x: net.x[at]!, y: net.y[at]! };
    };
  }
}
