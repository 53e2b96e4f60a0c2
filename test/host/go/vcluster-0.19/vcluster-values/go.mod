module github.com/loft-sh/vcluster-values

go 1.22.4
