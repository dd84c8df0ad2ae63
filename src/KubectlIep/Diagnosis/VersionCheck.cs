using System.Globalization;
using k8s;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

internal static class VersionCheck
{
    private const string Subject = "Kubernetes";
    private const int OldestMinor = 20;

    /// <summary>The first whose API server looks across fields of a custom resource.</summary>
    private const int MinorWithRules = 25;

    public static Finding Judge(VersionInfo version) => Minor(version) switch
    {
        < OldestMinor => Finding.Fail(Subject, version.GitVersion, $"1.{OldestMinor} is the oldest that is supported: upgrade the cluster"),
        < MinorWithRules => Finding.Warn(
            Subject, version.GitVersion, $"before 1.{MinorWithRules} some mistakes in a spec show in its status only: turn the validating webhook on, or upgrade"),
        _ => Finding.Ok(Subject, version.GitVersion),
    };

    // Vendors write '27+'.
    private static int Minor(VersionInfo version) =>
        int.TryParse(version.Minor.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var minor) && version.Major == "1" ? minor : int.MaxValue;
}
