# Runs a JSON list of texts from standard input through the real Liquid, as Jekyll does.
require "json"
require "liquid"

texts = JSON.parse($stdin.read)
puts JSON.generate(texts.map { |text| Liquid::Template.parse(text, error_mode: :strict).render({}) rescue "error: #{$!.message}" })
