using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Operator.UnitTests")]
[assembly: InternalsVisibleTo("Benchmarks")]
[assembly: InternalsVisibleTo("IntegrationTests")]
