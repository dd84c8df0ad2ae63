using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Operator.Settings;

[OptionsValidator]
internal sealed partial class OperatorOptionsValidator : IValidateOptions<OperatorOptions>;
