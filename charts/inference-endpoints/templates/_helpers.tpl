{{/* Names, labels and what the pods of all processes have in common. A "process" is dict "root" $ "name" "operator" or "gateway". */}}

{{- define "iep.name" -}}{{ printf "%s-%s" .root.Values.fullnameOverride .name }}{{- end -}}

{{- define "iep.selector" -}}
app.kubernetes.io/name: inference-endpoints-{{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{- define "iep.labels" -}}
{{ include "iep.selector" . }}
app.kubernetes.io/component: {{ .name }}
app.kubernetes.io/part-of: inference-endpoints
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "iep.metadata" -}}
name: {{ include "iep.name" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "iep.labels" . | nindent 2 }}
{{- end -}}

{{- define "iep.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}{{ printf "%s@%s" $image.repository $image.digest }}
{{- else -}}{{ printf "%s:%s" $image.repository ($image.tag | default .Chart.AppVersion) }}{{- end -}}
{{- end -}}

{{/* Environment variables of .value, whose name is .path: of maps and lists those of what they hold, of null and "" none. */}}
{{- define "iep.env" -}}
{{- $path := .path -}}
{{- if kindIs "map" .value -}}
{{- range $key, $value := .value }}{{ include "iep.env" (dict "path" (printf "%s__%s" $path ($key | title)) "value" $value) }}{{ end -}}
{{- else if kindIs "slice" .value -}}
{{- range $index, $value := .value }}{{ include "iep.env" (dict "path" (printf "%s__%d" $path $index) "value" $value) }}{{ end -}}
{{- else if not (or (kindIs "invalid" .value) (eq (toString .value) "")) }}
- name: {{ $path }}
  value: {{ if kindIs "float64" .value }}{{ .value | int64 | quote }}{{ else }}{{ .value | quote }}{{ end }}
{{- end -}}
{{- end -}}

{{- define "iep.pod" -}}
{{- $values := index .root.Values .name -}}
serviceAccountName: {{ include "iep.name" . }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1654
  runAsGroup: 1654
  fsGroup: 1654
  seccompProfile: {type: RuntimeDefault}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "iep.selector" $ | nindent 6 }}
{{- end }}
{{- end -}}

{{- define "iep.container" -}}
name: {{ .name }}
image: {{ include "iep.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
command: [/app/{{ .name }}/inference-endpoints-{{ .name }}]
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
resources:
  {{- toYaml (index .root.Values .name).resources | nindent 2 }}
startupProbe:
  httpGet: {path: /healthz, port: metrics}
  periodSeconds: 1
  # One that is slow on a busy node is not dead.
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: metrics}
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: {path: /readyz, port: metrics}
  periodSeconds: 2
{{- end -}}
