// A bad network on the way to a host: it cuts a share of the frames in half, and the connection with them.
import { connect, createServer } from 'node:net';

export async function badNetwork(host, port, share) {
    const server = createServer(client => {
        const target = connect(port, host);
        const pass = (from, to) => from.on('data', frame => {
            if (Math.random() < share()) {
                to.write(frame.subarray(0, frame.length >> 1));
                client.destroy();
                target.destroy();
            } else {
                to.write(frame);
            }
        });
        pass(client, target);
        pass(target, client);
        for (const [one, other] of [[client, target], [target, client]]) {
            one.on('error', () => {}).on('close', () => other.destroy());
        }
    });
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    return server.address().port;
}
