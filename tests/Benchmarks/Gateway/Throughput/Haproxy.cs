namespace Benchmarks.Gateway.Throughput;

/// <summary>haproxy as it is set up by hand for this.</summary>
internal static class Haproxy
{
    public static string Proxy(int port, int replicaPort) => $"""
        global
          nbthread {Environment.ProcessorCount}
          maxconn 4096
        defaults
          mode http
          option forwardfor
          http-reuse always
          timeout connect 5s
          timeout client 1m
          timeout server 1m
        frontend callers
          bind 127.0.0.1:{port}
          default_backend replicas
        backend replicas
          server replica 127.0.0.1:{replicaPort}
        """;
}
