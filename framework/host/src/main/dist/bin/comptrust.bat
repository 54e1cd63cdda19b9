@echo off
rem Starts comptrust with the libraries and plugins beside this script.
rem   JAVA_HOME            the Java to use; otherwise the one on the PATH
rem   COMPTRUST_JAVA_OPTS  further options for it, such as -Xmx8g
rem   OMP_NUM_THREADS      threads of one operation; otherwise one for each core
setlocal
for %%d in ("%~dp0..") do set "COMPTRUST_ROOT=%%~fd"
set "JAVA_EXE=java"
if defined JAVA_HOME set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
set "MAJOR=0"
for /f "tokens=3" %%v in ('""%JAVA_EXE%" -version 2>&1" ^| findstr /i "version"') do (
  for /f "delims=.-_ " %%m in (%%v) do set "MAJOR=%%m"
)
if %MAJOR% LSS 17 (
  echo comptrust: "%JAVA_EXE%" is not Java 17 or newer. Set JAVA_HOME to one. 1>&2
  exit /b 4
)
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=%NUMBER_OF_PROCESSORS%"
"%JAVA_EXE%" "-Dcomptrust.home=%COMPTRUST_ROOT%" -Dfile.encoding=UTF-8 -Dai.djl.offline=true ^
  -Dai.djl.pytorch.num_threads=%OMP_NUM_THREADS% -Dai.djl.pytorch.graph_optimizer=false ^
  %COMPTRUST_JAVA_OPTS% -cp "%COMPTRUST_ROOT%\lib\*" org.comptrust.host.Main %*
exit /b %ERRORLEVEL%
