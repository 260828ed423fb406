// Lists the users of one customer, with a token of the broker. .NET 8 or newer, nothing else.
// PARTNER and CUSTOMER are tenant ids, KEY_FILE holds the key of a caller; BROKER is the address of the token API.
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

string Setting(string name, string? otherwise = null) =>
    Environment.GetEnvironmentVariable(name) ?? otherwise ?? throw new InvalidOperationException($"{name} is not set");

var broker = Setting("BROKER", "http://127.0.0.1:44396");
var key = File.ReadAllText(Setting("KEY_FILE", "caller.key")).Trim();

// A redirect would carry the token to another host.
using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

async Task<JsonElement> AcquireToken(string partner, string customer, string resource)
{
    using var request = new HttpRequestMessage(HttpMethod.Post, $"{broker}/v1/tokens");
    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
    request.Content = JsonContent.Create(new { partner, customer, resource });
    using var response = await http.SendAsync(request);
    var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
    if (response.IsSuccessStatusCode) return answer;
    var error = answer.GetProperty("error");
    throw new InvalidOperationException(
        $"{error.GetProperty("code")}: {error.GetProperty("message")} {error.GetProperty("remedy")}");
}

// Ask each time: the broker keeps the token, and renews it before it ends.
var token = await AcquireToken(Setting("PARTNER"), Setting("CUSTOMER"), "graph");

// The token goes to its own base URL and nowhere else.
using var list = new HttpRequestMessage(
    HttpMethod.Get, $"{token.GetProperty("baseUrl")}/v1.0/users?$select=userPrincipalName");
list.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
using var users = await http.SendAsync(list);
users.EnsureSuccessStatusCode();
foreach (var user in (await users.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value").EnumerateArray())
    Console.WriteLine(user.GetProperty("userPrincipalName"));
