// The real client of the hub, led over standard input and output: one JSON value a line, answers under the id of the request.
import { createInterface } from 'node:readline';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const events = ['Message', 'MessageDelta', 'Presence', 'Typing', 'Read', 'Closed', 'ProjectChanged'];
const connections = new Map();

const write = value => process.stdout.write(`${JSON.stringify(value)}\n`);

// The socket beneath a connection, to treat it as a bad network would.
const socketOf = connection => connection.connection.transport._webSocket._socket;

async function connect({ client, url, token, transport }) {
    const way = transport ? { transport: HttpTransportType[transport] } : { transport: HttpTransportType.WebSockets, skipNegotiation: true };
    const connection = new HubConnectionBuilder()
        .withUrl(url, { accessTokenFactory: () => token, ...way })
        .configureLogging(LogLevel.None)
        .build();
    connection.serverTimeoutInMilliseconds = 120_000;
    for (const name of events) {
        connection.on(name, (...args) => write({ client, event: name, args }));
    }

    connection.onclose(error => write({ client, event: 'closed', args: [error?.message ?? null] }));
    connections.set(client, connection);
    await connection.start();
}

// Reads nothing more. The client's pings hang on what it hears, and the host ends a connection from which it hears nothing for 30 s.
function pause(connection) {
    socketOf(connection).pause();
    connection.pings = setInterval(() => connection._sendMessage(connection._cachedPingMessage).catch(() => { }), 5_000);
}

function resume(connection) {
    clearInterval(connection.pings);
    socketOf(connection)?.resume();
}

// Waits for nothing: the connection may be cut off, paused, or never have been.
function drop(client) {
    clearInterval(connections.get(client)?.pings);
    connections.get(client)?.stop().catch(() => { });
    connections.delete(client);
}

const acts = {
    connect,
    drop: ({ client }) => drop(client),
    invoke: ({ client, method, args }) => connections.get(client).invoke(method, ...args),
    stop: ({ client }) => connections.get(client).stop(),
    cut: ({ client }) => { socketOf(connections.get(client)).destroy(); },
    pause: ({ client }) => pause(connections.get(client)),
    resume: ({ client }) => resume(connections.get(client)),
};

createInterface({ input: process.stdin }).on('line', async line => {
    const request = JSON.parse(line);
    try {
        write({ id: request.id, result: (await acts[request.act](request)) ?? null });
    } catch (error) {
        write({ id: request.id, error: error.message });
    }
}).on('close', () => process.exit(0));
