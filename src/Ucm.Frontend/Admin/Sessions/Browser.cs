using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Ucm.Frontend.Admin.Sessions;

/// <summary>The few things that only the browser knows or can do.</summary>
internal sealed class Browser(IJSRuntime script, NavigationManager navigation) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>The user's time zone; UTC when the browser names none that is known here.</summary>
    public async Task<TimeZoneInfo> TimeZone()
    {
        var name = await (await Module()).InvokeAsync<string?>("timeZone");
        return name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    /// <summary>False when the browser does not let us.</summary>
    public async Task<bool> Copy(string text) => await (await Module()).InvokeAsync<bool>("copy", text);

    public async ValueTask DisposeAsync()
    {
        if (module is { IsCompletedSuccessfully: true })
        {
            try
            {
                await (await module).DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser has gone, and the module with it.
            }
        }
    }

    private Task<IJSObjectReference> Module() =>
        module ??= script.InvokeAsync<IJSObjectReference>("import", navigation.ToAbsoluteUri("console.js").ToString()).AsTask();
}
