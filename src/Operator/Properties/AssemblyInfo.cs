using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Operator.UnitTests")]
