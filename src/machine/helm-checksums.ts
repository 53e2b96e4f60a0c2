/** The release of helm that is downloaded where none is installed. */
export const HELM_VERSION = '3.19.5';

/** The sha256 of its archives by platform, as in its release notes (github.com/helm/helm/releases). */
export const HELM_CHECKSUMS: Readonly<Partial<Record<string, string>>> = {
  'darwin-amd64': '57f4a847c349382b7cc742a6434ef25f88f0928a113d8cf49084b464878ef0b9',
  'darwin-arm64': '195e24e587f423f15a78feebab04583ceee68323598575a0e8b3b11b43fd26fe',
  'linux-amd64': 'a0a5e8c592ed3f376ac110715eff214730c7422f9a44d96cf98117d2b8b0e6c0',
  'linux-arm': '1367926ea842729b4312fbf800234d15bcaa419c92201727b776da4550078a09',
  'linux-arm64': 'ce02147ffee6d993bf8ae97a44a22e9e1daf0b69d2d5b69a0c8cf6706445ccf5',
  'linux-386': '54ec170590a6bfb26990c645426f92089d9eb574190c00620ca793d92b5891d5',
  'linux-ppc64le': 'a51ba349875e2a219c909ae802435db403ea6924ca4725acb73f520da36e5f45',
  'linux-s390x': '071f19deabaf2326a7ca54c3143934e2001c61bd106fa2949bf53d1e7452ecd0',
  'linux-riscv64': 'a33b2df76300d33008a2b47107f289a0de31d461e6bfb2354bf1fd747ccecc9b',
  'windows-amd64': 'f258b0d17a4c914ad453f9d8cc21643dddd354f4fbad4c7c595cf3480221379e',
  'windows-arm64': '232bccce9fe4212a22acc210a555edc75e101b26fb9a9eb1442c32bda8d102bf',
};
