-- What a user of Neovim does with release.dl, and what is seen then, in seen.json.
local seen = {}

local function finish()
  vim.fn.writefile({ vim.json.encode(seen) }, "seen.json")
  vim.cmd("qa!")
end

local function step(name, action)
  local ok, result = pcall(action)
  if ok then
    seen[name] = result
  else
    seen[name] = "failed: " .. tostring(result)
  end
end

local function wait_for(condition)
  if not vim.wait(5000, condition, 10) then
    error("waited in vain")
  end
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function diagnostics()
  local all = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(all, { one.code or one.user_data.lsp.code, one.lnum, one.col, one.end_col, one.severity })
  end
  return all
end

local function changed_by(action)
  local before = table.concat(lines(), "\n")
  action()
  wait_for(function()
    return table.concat(lines(), "\n") ~= before
  end)
end

local function at(line, column)
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
end

vim.cmd("edit release.dl")

step("diagnostics when opened", function()
  wait_for(function()
    return #vim.diagnostic.get(0) > 0
  end)
  return diagnostics()
end)

step("diagnostics after the negation is taken out", function()
  at(9, 0)
  vim.api.nvim_buf_set_text(0, 9, 37, 9, 38, { "" })
  wait_for(function()
    return #vim.diagnostic.get(0) == 0
  end)
  return { line = lines()[10], count = #diagnostics() }
end)

step("diagnostics after it is undone", function()
  vim.cmd("undo")
  wait_for(function()
    return #vim.diagnostic.get(0) > 0
  end)
  return diagnostics()
end)

step("hover", function()
  at(9, 40)
  local answers = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 5000)
  for _, answer in pairs(answers) do
    return answer.result.contents.value
  end
end)

step("rename", function()
  at(1, 8)
  changed_by(function()
    vim.lsp.buf.rename("obstacle")
  end)
  return lines()
end)

step("code action", function()
  wait_for(function()
    return #vim.diagnostic.get(0) > 0
  end)
  local titles = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(titles, title)
    end
    for _, item in ipairs(items) do
      if options.format_item(item):find("eventual") then
        choose(item)
        return
      end
    end
  end
  at(9, 40)
  changed_by(function()
    vim.lsp.buf.code_action()
  end)
  return { titles = titles, lines = lines() }
end)

step("diagnostics after the code action", function()
  wait_for(function()
    local all = vim.diagnostic.get(0)
    return #all == 0 or all[1].severity == vim.diagnostic.severity.INFO
  end)
  return diagnostics()
end)

finish()
