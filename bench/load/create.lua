-- POST an item
local C = dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "./") .. "common.lua")
function init(args) C.init(args) end

local n = 0

function request()
  n = n + 1
  return C.send("POST", C.pick(), "/items", '{"type":"Risk","title":"Bench item ' .. n .. '",' ..
    '"description":"The steering group asked for an updated estimate. The vendor has not confirmed the date yet.",' ..
    '"assigned_to":"user7@example.com","start_date":"2025-03-01","finish_date":"2025-03-11","duration_days":10,' ..
    '"deadline":"2025-03-15","percent_complete":10,"priority":"High","rpt_out":["weekly","steering"],"budget_amount":1250.50}')
end
