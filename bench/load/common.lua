-- Shared by the scripts of the kinds of work.  wrk -s X.lua BASE -- TOKENS IDS PREFIX PAGING PAUSE
-- TOKENS: a line an organization: key<TAB>bearer token.  IDS: a line a project: key<TAB>project id<TAB>number of items.
-- PREFIX stands before /projects; PAGING is `page` (page, per_page) or `offset` (limit, offset); PAUSE is between the requests of
-- a connection, in ms.
local C = { tokens = {}, projects = {} }
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function C.init(args)
  math.randomseed(os.time() * 7 + (number or 0) * 7919)
  for line in io.lines(args[1]) do
    local key, token = line:match("^(%S+)\t(%S+)")
    if key then C.tokens[key] = token end
  end
  for line in io.lines(args[2]) do
    local key, id, items = line:match("^(%S+)\t(%S+)\t(%S+)")
    if key then C.projects[#C.projects + 1] = { key = key, id = id, path = args[3] .. "/projects/" .. id, items = tonumber(items) } end
  end
  C.paging = args[4]
  local pause = tonumber(args[5] or 0)
  if pause > 0 then delay = function() return pause end end
  for _, project in ipairs(C.projects) do
    project.head = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port ..
      "\r\nAuthorization: Bearer " .. C.tokens[project.key] .. "\r\n"
  end
end

function C.pick() return C.projects[math.random(#C.projects)] end

-- The query of page NUMBER of 20.
function C.page(number)
  if C.paging == "page" then return "page=" .. number .. "&per_page=20" end
  return "limit=20&offset=" .. (number - 1) * 20
end

function C.get(project, path) return "GET " .. project.path .. path .. project.head .. "\r\n" end

function C.send(method, project, path, body)
  return method .. " " .. project.path .. path .. project.head ..
    "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

-- The last line is for Compare: milliseconds, and every answer or connection that failed.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"rps":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"errors":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status + e.timeout + e.connect + e.read + e.write))
end

return C
