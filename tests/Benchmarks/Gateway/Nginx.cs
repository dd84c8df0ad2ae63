namespace Benchmarks.Gateway;

/// <summary>nginx as it is set up by hand for this: as the peer of the gateway, and as a replica that costs next to nothing.</summary>
internal static class Nginx
{
    /// <summary>Bytes are made of so many at a time, as a word of nginx's configuration has 4 KiB at most.</summary>
    private const int PartLength = 64;

    private static readonly string[] Folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

    /// <summary>Passes all requests on, over connections that stay, and keeps no body.</summary>
    public static string Proxy(string folder, int port, int replicaPort) => Wrap(folder, Environment.ProcessorCount, $$"""
        upstream replica { server 127.0.0.1:{{replicaPort}}; keepalive 512; keepalive_requests 1000000; }
        server {
          listen 127.0.0.1:{{port}};
          location / {
            proxy_pass http://replica;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_buffering off;
            proxy_request_buffering off;
          }
        }
        """);

    /// <summary>Answers a request for <c>/N</c>, of any method, with N bytes.</summary>
    public static string Replica(string folder, int port, IEnumerable<int> sizes) => Wrap(folder, processes: 1, $$"""
        server {
          listen 127.0.0.1:{{port}} backlog=1024;
          set $part "{{new string('x', PartLength)}}";
          {{string.Join("\n  ", sizes.Select(size => $"location = /{size} {{ return 200 \"{string.Concat(Enumerable.Repeat("$part", size / PartLength))}\"; }}"))}}
        }
        """);

    private static string Wrap(string folder, int processes, string http) => $$"""
        daemon off;
        worker_processes {{processes}};
        error_log stderr crit;
        pid {{folder}}/pid;
        events { worker_connections 4096; }
        http {
          access_log off;
          default_type application/json;
          keepalive_requests 1000000;
          client_body_buffer_size 32k;
          {{string.Join("\n  ", Folders.Select(kind => $"{kind}_temp_path {folder}/{kind};"))}}
          {{http}}
        }
        """;
}
