using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace InferenceEndpoints.Hosting;

/// <summary>How each process of the product begins.</summary>
public static class Startup
{
    private const int WrongSettings = 2;

    /// <summary>Runs the process and returns its exit code. A wrong setting is a line on standard error and the code 2, before anything is contacted.</summary>
    public static async Task<int> RunAsync(Func<Task<WebApplication>> buildAsync)
    {
        WebApplication app;
        try
        {
            app = await buildAsync();
        }
        catch (OptionsValidationException exception)
        {
            foreach (var failure in exception.Failures)
            {
                await Console.Error.WriteLineAsync(failure);
            }

            return WrongSettings;
        }

        await using (app)
        {
            await app.RunAsync();
            return 0;
        }
    }
}
