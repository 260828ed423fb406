# Lists the users of one customer, with a token of the broker. PowerShell 7 or newer.
# PARTNER and CUSTOMER are tenant ids, KEY_FILE holds the key of a caller; BROKER is the address of the token API.
$ErrorActionPreference = 'Stop'
$broker = $env:BROKER ?? 'http://127.0.0.1:44396'
$key = Get-Content ($env:KEY_FILE ?? 'caller.key') | Select-Object -First 1 | ConvertTo-SecureString -AsPlainText -Force

$request = @{
    Method                           = 'Post'
    Uri                              = "$broker/v1/tokens"
    Authentication                   = 'Bearer'
    Token                            = $key
    AllowUnencryptedAuthentication   = $broker -like 'http://127.0.0.1:*' # this machine only
    ContentType                      = 'application/json'
    Body                             = @{ partner = $env:PARTNER; customer = $env:CUSTOMER; resource = 'graph' } | ConvertTo-Json
    MaximumRedirection               = 0
    SkipHttpErrorCheck               = $true
}
$answer = Invoke-RestMethod @request
if ($answer.error) { throw "$($answer.error.code): $($answer.error.message) $($answer.error.remedy)" }

# The token goes to its own base URL and nowhere else.
$token = $answer.accessToken | ConvertTo-SecureString -AsPlainText -Force
$uri = "$($answer.baseUrl)/v1.0/users?`$select=userPrincipalName"
(Invoke-RestMethod -Uri $uri -Authentication Bearer -Token $token -MaximumRedirection 0).value.userPrincipalName
