// Stands between lastword and the network: what goes to the cluster's API gets the service account's token, read anew each time
// because the kubelet renews the file. https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
export default {
  async fetch(request, env) {
    const { protocol, host } = new URL(request.url);
    if (protocol !== 'https:' || host !== env.API_HOST) return env.NETWORK.fetch(request);
    const file = await env.ACCOUNT.fetch('http://account/token');
    if (!file.ok) return new Response('no service account token is mounted', { status: 502 });
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${(await file.text()).trim()}`);
    return env.NETWORK.fetch(new Request(request, { headers }));
  },
};
