package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

type apiVersions []string

func (v apiVersions) Has(version string) bool {
	for _, known := range v {
		if known == version {
			return true
		}
	}
	return false
}

// cluster is what charts ask it for: its API versions and kinds, and its objects as KIND/NAME.
type cluster struct {
	versions apiVersions
	objects  names
}

// lookup refuses what the cluster does not know, as Helm's does.
func (c cluster) lookup(version, kind, _, name string) (map[string]interface{}, error) {
	if !c.versions.Has(version + "/" + kind) {
		return nil, fmt.Errorf("unable to get apiresource from unstructured: %s, Kind=%s", version, kind)
	}
	for _, object := range c.objects {
		if object == kind+"/"+name {
			return map[string]interface{}{"metadata": map[string]interface{}{"name": name}}, nil
		}
	}
	return map[string]interface{}{}, nil
}

// files has the methods that charts call on .Files.
type files string

func (f files) Get(name string) string {
	text, err := os.ReadFile(filepath.Join(string(f), name))
	if err != nil {
		return "" // as Helm's
	}
	return string(text)
}

func (f files) Glob(pattern string) map[string][]byte {
	found := map[string][]byte{}
	paths, err := filepath.Glob(filepath.Join(string(f), pattern))
	check(err)
	for _, path := range paths {
		name, err := filepath.Rel(string(f), path)
		check(err)
		found[name] = []byte(f.Get(name))
	}
	return found
}

// functions are sprig's, without those that Helm takes away, and Helm's own.
func functions(set *template.Template, c cluster) template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	all["include"] = func(name string, data interface{}) (string, error) {
		var out strings.Builder
		err := set.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	all["tpl"] = func(text string, data interface{}) (string, error) {
		copied, err := set.Clone()
		if err != nil {
			return "", err
		}
		parsed, err := copied.New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var out strings.Builder
		err = parsed.Execute(&out, data)
		return out.String(), err
	}
	all["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, fmt.Errorf("%s", message)
		}
		return value, nil
	}
	all["lookup"] = c.lookup
	all["toYaml"] = toYaml
	all["fromYaml"] = func(text string) (map[string]interface{}, error) { return parseYaml([]byte(text)) }
	return all
}

func toYaml(value interface{}) (string, error) {
	var out strings.Builder
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// parseYaml goes by way of JSON, as Helm does: numbers become float64, in values as in files.
func parseYaml(text []byte) (map[string]interface{}, error) {
	var parsed, result map[string]interface{}
	if err := yaml.Unmarshal(text, &parsed); err != nil {
		return nil, err
	}
	asJson, err := json.Marshal(parsed)
	if err != nil {
		return nil, err
	}
	return result, json.Unmarshal(asJson, &result)
}

func readYaml(path string) map[string]interface{} {
	text, err := os.ReadFile(path)
	check(err)
	values, err := parseYaml(text)
	check(err)
	if values == nil {
		values = map[string]interface{}{}
	}
	return values
}
