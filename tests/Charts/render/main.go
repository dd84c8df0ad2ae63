// Renders a chart as Helm does, with the template engine and the function library that Helm is made of.
//
//	render [-api VERSION]... [-object KIND/NAME]... [-show NOTES.txt] CHART RELEASE NAMESPACE VALUES...
//
// Later values take precedence. An API version may have a kind behind it, which lookup then knows.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"
)

type names []string

func (n *names) String() string     { return strings.Join(*n, ",") }
func (n *names) Set(s string) error { *n = append(*n, s); return nil }

func main() {
	var versions, objects names
	flag.Var(&versions, "api", "an API version that the cluster has")
	flag.Var(&objects, "object", "an object that lookup finds")
	show := flag.String("show", "", "this template alone")
	flag.Parse()
	args := flag.Args()
	if len(args) < 3 {
		flag.Usage()
		os.Exit(2)
	}
	chart, release, namespace := args[0], args[1], args[2]
	values := readYaml(filepath.Join(chart, "values.yaml"))
	for _, path := range args[3:] {
		values = override(values, readYaml(path))
	}
	metadata := map[string]interface{}{}
	for key, value := range readYaml(filepath.Join(chart, "Chart.yaml")) {
		metadata[strings.ToUpper(key[:1])+key[1:]] = value
	}
	top := map[string]interface{}{
		"Values": values,
		"Chart":  metadata,
		"Release": map[string]interface{}{
			"Name": release, "Namespace": namespace, "Service": "Helm", "IsInstall": true, "IsUpgrade": false, "Revision": 1,
		},
		"Capabilities": map[string]interface{}{"APIVersions": apiVersions(versions)},
		"Files":        files(chart),
	}
	set := template.New("chart").Option("missingkey=zero")
	set.Funcs(functions(set, cluster{apiVersions(versions), objects}))
	paths, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	check(err)
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		check(err)
		template.Must(set.New(filepath.Base(path)).Parse(string(text)))
	}
	for _, path := range paths {
		name := filepath.Base(path)
		if name == *show || *show == "" && strings.HasSuffix(name, ".yaml") {
			var out strings.Builder
			check(set.ExecuteTemplate(&out, name, top))
			// Helm shows what a missing value gives as nothing.
			if text := strings.ReplaceAll(out.String(), "<no value>", ""); strings.TrimSpace(text) != "" {
				if *show == "" {
					fmt.Println("---")
				}
				fmt.Println(text)
			}
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
		os.Exit(1)
	}
}

// override is what Helm does with values: maps are merged, null removes, all else is replaced.
func override(base, over map[string]interface{}) map[string]interface{} {
	for key, value := range over {
		below, isMap := value.(map[string]interface{})
		before, wasMap := base[key].(map[string]interface{})
		switch {
		case value == nil:
			delete(base, key)
		case isMap && wasMap:
			base[key] = override(before, below)
		default:
			base[key] = value
		}
	}
	return base
}
