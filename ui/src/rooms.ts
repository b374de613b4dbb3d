// What the shell answers to a room: whole pictures, no sentences, no secrets. Their types are
// generated (bindings/); here they are gathered under one name.
export type { About } from "../bindings/About";
export type { Account } from "../bindings/Account";
export type { ActivityFilter } from "../bindings/ActivityFilter";
export type { ActivityView } from "../bindings/ActivityView";
export type { Appearance } from "../bindings/Appearance";
export type { ChainStanding } from "../bindings/ChainStanding";
export type { ChainView } from "../bindings/ChainView";
export type { ComputerView } from "../bindings/ComputerView";
export type { DiagnosisChange } from "../bindings/DiagnosisChange";
export type { DiagnosisFile } from "../bindings/DiagnosisFile";
export type { DiagnosisFormat } from "../bindings/DiagnosisFormat";
export type { DiagnosisView } from "../bindings/DiagnosisView";
export type { DirectoryKey } from "../bindings/DirectoryKey";
export type { DirectoryKeys } from "../bindings/DirectoryKeys";
export type { EntryEvent } from "../bindings/EntryEvent";
export type { EntryView } from "../bindings/EntryView";
export type { FoundRegistration } from "../bindings/FoundRegistration";
export type { GivenView } from "../bindings/GivenView";
export type { KeptMetadataView } from "../bindings/KeptMetadataView";
export type { Look } from "../bindings/Look";
export type { MetadataView } from "../bindings/MetadataView";
export type { FactView } from "../bindings/FactView";
export type { Nudge } from "../bindings/Nudge";
export type { NudgeAct } from "../bindings/NudgeAct";
export type { NudgeView } from "../bindings/NudgeView";
export type { OpenedOptions } from "../bindings/OpenedOptions";
export type { PinQuestion } from "../bindings/PinQuestion";
export type { PracticeAct } from "../bindings/PracticeAct";
export type { PracticeDrawer } from "../bindings/PracticeDrawer";
export type { PracticeKey } from "../bindings/PracticeKey";
export type { PracticeSignIn } from "../bindings/PracticeSignIn";
export type { ServerAnswer } from "../bindings/ServerAnswer";
export type { SettingsChange } from "../bindings/SettingsChange";
export type { SettingsView } from "../bindings/SettingsView";
export type { ShownRegistration } from "../bindings/ShownRegistration";
export type { SkipsView } from "../bindings/SkipsView";
export type { StartView } from "../bindings/StartView";
export type { TextSize } from "../bindings/TextSize";
export type { Unfinished } from "../bindings/Unfinished";
export type { UnfinishedChoice } from "../bindings/UnfinishedChoice";
export type { UnfinishedStanding } from "../bindings/UnfinishedStanding";

/** What a command answers instead, where it could not. The shell's codes are `CommandCode`'s. */
export type CommandError = { code: string; message: string };
