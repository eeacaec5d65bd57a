// Senders and watchers of chat sessions that come back after every fault. One line of JSON on standard input says what to do:
// {hosts: [url], tokens: [jwt], sessions: [id], senders, watchers, messages, cut, rest}; lines on standard output say how it goes.
import { createInterface } from 'node:readline';
import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import { badNetwork } from './network.mjs';

const write = (value, done) => process.stdout.write(`${JSON.stringify(value)}\n`, done);
const pause = ms => new Promise(done => setTimeout(done, ms));
const patience = 20_000;

const input = createInterface({ input: process.stdin });
const plan = JSON.parse(await new Promise(done => input.once('line', done)));
input.on('close', () => process.exit(0));
const wrong = [];
const acked = plan.sessions.map(() => new Map());
let cutting = true;
let reconnects = 0;

const hosts = await Promise.all(plan.hosts.map(url => new URL(url))
    .map(async url => `http://127.0.0.1:${await badNetwork(url.hostname, Number(url.port), () => cutting ? plan.cut : 0)}`));

const within = (promise, ms) => Promise.race([promise, pause(ms).then(() => { throw new Error('no answer'); })]);

// A connection that is replaced by one to the next host when it is lost.
class Client {
    constructor(number) {
        Object.assign(this, { number, lost: true, coming: null, host: number, heard: () => {}, came: async () => {} });
    }

    // All who send over it wait for the same new one.
    connection() {
        return this.lost ? this.coming ??= this.comeBack() : Promise.resolve(this.current);
    }

    async comeBack() {
        while (this.lost) {
            try {
                await this.open();
            } catch {
                this.lost = true;
                await pause(20 + Math.random() * 80);
            }
        }

        this.coming = null;
        return this.current;
    }

    closed(connection, reason) {
        if (reason !== 'behind') {
            wrong.push(`client ${this.number} was told ${reason}`);
        }

        this.lost = true;
        connection.stop().catch(() => {});
    }

    async open() {
        this.current?.stop().catch(() => {});
        const token = plan.tokens[this.number % plan.tokens.length];
        const connection = new HubConnectionBuilder()
            .withUrl(`${hosts[this.host++ % hosts.length]}/hubs/chat`,
                { accessTokenFactory: () => token, transport: HttpTransportType.WebSockets, skipNegotiation: true })
            .configureLogging(LogLevel.None).build();
        const isCurrent = () => this.current === connection;
        this.current = connection;
        connection.on('Message', message => isCurrent() && this.heard(message));
        connection.on('Closed', (_, reason) => isCurrent() && this.closed(connection, reason));
        connection.onclose(() => { if (isCurrent()) { this.lost = true; this.ended?.(); } });
        await within(connection.start(), 5000);
        await this.came(connection);
        this.lost = connection.state !== HubConnectionState.Connected;
        reconnects++;
    }
}

// Sends under one id until it is acknowledged; a second acknowledgement must name the same message.
async function send(client, session, id) {
    for (;;) {
        const connection = await client.connection();
        try {
            const stored = await within(connection.invoke('Send', plan.sessions[session], id, id), patience);
            const known = acked[session].get(id);
            if (stored.content !== id || (known && known.seq !== stored.seq)) {
                wrong.push(`${id} was acknowledged as ${JSON.stringify(stored)} and ${JSON.stringify(known)}`);
            }

            acked[session].set(id, { seq: stored.seq, id: stored.id });
            // One in ten is sent again, as if its answer had been lost.
            if (known || Math.random() >= 0.1) {
                return;
            }
        } catch (error) {
            if (/VALIDATION|NOT_FOUND|CONFLICT|INTERNAL|AUTH/.test(error.message)) {
                wrong.push(`${id}: ${error.message}`);
                return;
            }

            await pause(20 + Math.random() * 80);
        }
    }
}

async function sender(number) {
    const client = new Client(number);
    const share = Math.ceil(plan.messages / plan.senders);
    const lane = async lane => {
        for (let i = lane; i < share; i += 8) {
            await send(client, (number + i) % plan.sessions.length, `${number}-${i}`);
            await pause(plan.rest);
        }
    };
    await Promise.all(Array.from({ length: 8 }, (_, i) => lane(i)));
}

// Hears one session, and joins again with its last number after every loss.
class Watcher {
    constructor(number) {
        Object.assign(this, { session: number % plan.sessions.length, last: 0, ids: new Map(), waiting: null });
        this.client = new Client(number);
        this.client.heard = message => (this.waiting ?? this).push(message);
        this.client.came = connection => this.join(connection);
        this.client.ended = () => void this.client.connection();
    }

    async join(connection) {
        // What follows may be read from the same packet as the answer, and before whoever waits for it goes on.
        this.waiting = [];
        const missed = await within(connection.invoke('Join', plan.sessions[this.session], this.last), patience);
        const followed = this.waiting;
        this.waiting = null;
        [...missed, ...followed].forEach(message => this.push(message));
    }

    push(message) {
        if (message.seq !== this.last + 1) {
            wrong.push(`session ${this.session}: ${message.seq} after ${this.last}`);
        }

        this.last = message.seq;
        this.ids.set(message.client_message_id, message);
    }
}

const watchers = Array.from({ length: plan.watchers }, (_, i) => new Watcher(i));
await Promise.all(watchers.map(w => w.client.connection()));
const progress = setInterval(() => write({ acked: acked.reduce((n, s) => n + s.size, 0), reconnects }), 200);
await Promise.all(Array.from({ length: plan.senders }, (_, i) => sender(i)));
cutting = false;
const ends = Date.now() + 60_000;
const isComplete = w => [...acked[w.session].keys()].every(id => w.ids.has(id));
while (Date.now() < ends && !watchers.every(isComplete)) {
    await pause(100);
}

clearInterval(progress);
for (const [i, w] of watchers.entries()) {
    for (const [id, stored] of acked[w.session]) {
        if (w.ids.get(id)?.seq !== stored.seq || w.ids.get(id)?.id !== stored.id) {
            wrong.push(`watcher ${i} heard ${JSON.stringify(w.ids.get(id))} of ${id}, acknowledged as ${JSON.stringify(stored)}`);
        }
    }
}

write({ acked: acked.reduce((n, s) => n + s.size, 0), reconnects, wrong, stored: acked.map(s => [...s].map(([id, m]) => [id, m.seq])) },
    // A pipe takes 64 KiB at once: who exits before the rest is read cuts the report off.
    () => process.exit(0));
