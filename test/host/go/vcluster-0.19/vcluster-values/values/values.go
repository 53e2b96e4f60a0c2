// Package values replaces a module that is no longer available. vcluster 0.19's command line refers to these names. The
// build makes only the syncer, which links that command line and never calls it.
package values

import "errors"

type Version struct {
	Major string
	Minor string
}

type ChartOptions struct {
	ChartName           string
	ChartRepo           string
	ChartVersion        string
	CIDR                string
	DisableIngressSync  bool
	Expose              bool
	SyncNodes           bool
	NodePort            bool
	Isolate             bool
	KubernetesVersion   Version
	DisableTelemetry    bool
	InstanceCreatorType string
	MachineID           string
	PlatformInstanceID  string
	PlatformUserID      string
}

var errGone = errors.New("this build of vcluster has no command line")

func GetDefaultReleaseValues(*ChartOptions, any) (string, error) { return "", errGone }

func ParseKubernetesVersionInfo(string) (*Version, error) { return nil, errGone }
